// SPDX-License-Identifier: MIT
// This machine's facts agree with what the C library and the table say of them.
#include <gtest/gtest.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "inventory/facts/fact_reader.h"

namespace converge {
namespace {

void expect_fields(const Fact& fact, const Value& map) {
  for (const FactField& field : fact.fields) {
    const Value* value = map.find(field.name);
    if (value == nullptr) {
      EXPECT_EQ(field.presence, FieldPresence::sometimes) << fact.name << "." << field.name;
      continue;
    }
    EXPECT_EQ(value->type(), field.type) << fact.name << "." << field.name;
  }
  for (const Entry& entry : map.entries()) {
    const bool known =
        fact.fields.empty() || std::any_of(fact.fields.begin(), fact.fields.end(),
                                           [&](const FactField& field) { return field.name == entry.key; });
    EXPECT_TRUE(known) << fact.name << "." << entry.key << " is not in the table";
  }
}

TEST(RealMachine, tells_each_fact_in_its_shape_or_why_not) {
  FactReader reader;
  for (const Fact& fact : builtin_facts()) {
    const auto value = reader.read(fact.name);
    if (!value) {
      EXPECT_TRUE(value.error().code == ErrorCode::not_found || value.error().code == ErrorCode::unsupported)
          << value.error().text();
      continue;
    }
    EXPECT_EQ(value->type(), fact.type) << fact.name;
    if (value->is_map()) expect_fields(fact, *value);
    if (value->is_list())
      for (const Value& item : value->items()) expect_fields(fact, item);
  }
}

TEST(RealMachine, agrees_with_the_c_library) {
  FactReader reader;
  utsname names{};
  ASSERT_EQ(uname(&names), 0);
  EXPECT_EQ(reader.read("kernel")->text(), names.release);
  EXPECT_EQ(reader.read("hostname")->text(),
            std::string(names.nodename).substr(0, std::string(names.nodename).find('.')));
  EXPECT_EQ(reader.read("boot_id")->text().size(), 36U);
  EXPECT_EQ(reader.read("cpus.count")->as_integer(), sysconf(_SC_NPROCESSORS_ONLN));
  EXPECT_EQ(reader.read("memory")->as_integer(),
            static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE));
}

TEST(RealMachine, has_a_loopback_interface_with_its_address) {
  FactReader reader;
  const auto interfaces = reader.read("interfaces");
  ASSERT_TRUE(interfaces) << interfaces.error().text();
  for (const Value& interface : interfaces->items()) {
    if (interface.find("name")->text() != "lo") continue;
    const List& addresses = interface.find("addresses")->items();
    if (addresses.empty()) GTEST_SKIP() << "the loopback interface is down here";
    EXPECT_EQ(addresses[0].find("address")->text(), "127.0.0.1");
    EXPECT_EQ(addresses[0].find("prefix")->as_integer(), 8);
    return;
  }
  GTEST_SKIP() << "there is no loopback interface here";
}

/// A plain chroot has none: its root need not be a mount point.
bool kernel_lists_a_root() {
  std::ifstream lines("/proc/self/mountinfo");
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    for (int i = 0; i < 5; ++i) words >> word;
    if (word == "/") return true;
  }
  return false;
}

TEST(RealMachine, has_a_root_file_system_where_the_kernel_lists_one) {
  FactReader reader;
  const auto mounts = reader.read("mounts");
  ASSERT_TRUE(mounts) << mounts.error().text();
  const bool found = std::any_of(mounts->items().begin(), mounts->items().end(),
                                 [](const Value& mount) { return mount.find("path")->text() == "/"; });
  EXPECT_EQ(found, kernel_lists_a_root());
}

TEST(RealMachine, answers_several_threads) {
  FactReader reader;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_TRUE(reader.read("kernel")); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace converge
