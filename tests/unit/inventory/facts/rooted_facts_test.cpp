// SPDX-License-Identifier: MIT
// The facts of a system in a folder are its own, whatever its links say.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/json.h"
#include "inventory/facts/dpkg_status.h"
#include "inventory/facts/fact_reader.h"
#include "inventory/facts/text_file.h"
#include "tests/unit/state/temporary_folder.h"

namespace converge {
namespace {

const std::string root = CONVERGE_SOURCE_DIR "/tests/unit/inventory/facts/roots/gpu_node";

std::string read(const std::string& name) {
  FactReader reader(root);
  const auto value = reader.read(name);
  return value ? to_json(*value) : std::string(error_code_name(value.error().code));
}

TEST(RootedFacts, come_from_the_files_of_the_folder) {
  EXPECT_EQ(read("os"), R"("debian")");  // /etc/os-release is an absolute link there
  EXPECT_EQ(read("release"), R"("12")");
  EXPECT_EQ(read("codename"), R"("bookworm")");
  EXPECT_EQ(read("arch"), R"("amd64")");
  EXPECT_EQ(read("machine_id"), R"("0123456789abcdef0123456789abcdef")");
  EXPECT_EQ(read("hostname"), R"("projector")");
  EXPECT_EQ(read("fqdn"), R"("projector.colab.example")");
  EXPECT_EQ(read("init"), R"("systemd")");
}

TEST(RootedFacts, list_what_is_installed_and_matters) {
  EXPECT_EQ(read("packages"), R"({"libnvidia-ml1":"580.159.04-1","libnvidia-ml1:i386":"580.159.04-1",)"
                              R"("nvidia-container-toolkit":"1.18.0-1","nvidia-driver":"580.159.04-1"})");
}

TEST(RootedFacts, do_not_tell_of_this_machine) {
  for (const char* name :
       {"kernel", "boot_id", "cpus", "memory", "virtualization", "interfaces", "mounts", "pci", "gpus"})
    EXPECT_EQ(read(name), "unsupported") << name;
}

TEST(RootedFacts, are_errors_in_an_empty_folder) {
  const TemporaryFolder folder;
  FactReader reader(folder.path());
  for (const char* name : {"os", "arch", "machine_id", "hostname", "fqdn", "init", "packages"}) {
    const auto value = reader.read(name);
    ASSERT_FALSE(value) << name;
    EXPECT_EQ(value.error().code, ErrorCode::not_found) << name << value.error().text();
  }
}

TEST(TextFile, does_not_wait_for_a_pipe_nor_read_a_folder) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder.path() + "/pipe").c_str(), 0600), 0);
  for (const FactPlace& place : {FactPlace{folder.path()}, FactPlace{}}) {
    const std::string prefix = place.is_running() ? folder.path() : "";
    EXPECT_EQ(read_text(place, prefix + "/pipe").error().code, ErrorCode::invalid);
    EXPECT_EQ(read_text(place, prefix + "/").error().code, ErrorCode::invalid);
  }
}

TEST(TextFile, stays_in_the_root) {
  const TemporaryFolder folder;
  ASSERT_EQ(symlink("../../../../../../../../etc/passwd", (folder.path() + "/up").c_str()), 0);
  ASSERT_EQ(symlink("/etc/passwd", (folder.path() + "/out").c_str()), 0);
  for (const char* name : {"/up", "/out"})
    EXPECT_EQ(read_text({folder.path()}, name).error().code, ErrorCode::not_found) << name;
}

TEST(TextFile, refuses_what_is_too_large_and_streams_it_by_line) {
  const TemporaryFolder folder;
  const int file = open((folder.path() + "/large").c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string line(1023, 'x');
  std::string block;
  for (int i = 0; i < 5000; ++i) block += line + "\n";
  ASSERT_EQ(write(file, block.data(), block.size()), static_cast<ssize_t>(block.size()));
  close(file);
  EXPECT_EQ(read_text({folder.path()}, "/large").error().code, ErrorCode::invalid);
  int lines = 0;
  ASSERT_TRUE(read_lines({folder.path()}, "/large", [&](std::string_view each) {
    EXPECT_EQ(each.size(), line.size());
    return ++lines == 4000 ? Walk::stop : Walk::go_on;
  }));
  EXPECT_EQ(lines, 4000);
}

TEST(DpkgStatus, forgets_a_paragraph_that_is_not_installed) {
  DpkgStatus status;
  for (const char* line : {"Package: cuda-x", "Status: install ok unpacked", "Version: 1", "", "Package: cuda-y",
                           "Status: install ok installed", "Architecture: all"})
    status.add_line(line);
  status.finish();
  ASSERT_EQ(status.packages().size(), 1U);
  EXPECT_EQ(status.packages()[0].name, "cuda-y");
  EXPECT_EQ(status.packages()[0].version, "");
}

}  // namespace
}  // namespace converge
