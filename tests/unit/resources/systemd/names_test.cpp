// SPDX-License-Identifier: MIT
// The names of units, and the [Install] section.
#include <gtest/gtest.h>

#include "resources/systemd/install_section.h"
#include "resources/systemd/unit_name.h"

namespace converge {
namespace {

using systemd::expand_specifiers;
using systemd::has_section;
using systemd::InstallSection;
using systemd::parse_unit_name;
using systemd::read_install_section;

TEST(UnitName, names_without_a_type_are_services) {
  EXPECT_EQ(parse_unit_name("app")->text, "app.service");
  EXPECT_EQ(parse_unit_name("app.timer")->text, "app.timer");
  EXPECT_EQ(parse_unit_name("a.b")->text, "a.b.service");
  EXPECT_EQ(parse_unit_name("worker@one")->text, "worker@one.service");
  EXPECT_EQ(parse_unit_name("dev-disk-by\\x2dlabel.swap")->type, "swap");
}

TEST(UnitName, tells_templates_from_instances) {
  EXPECT_TRUE(parse_unit_name("worker@.service")->is_template());
  EXPECT_FALSE(parse_unit_name("worker@.service")->is_instance());
  EXPECT_TRUE(parse_unit_name("worker@a@b")->is_instance());
  EXPECT_EQ(*parse_unit_name("worker@a@b")->instance, "a@b");
  EXPECT_EQ(parse_unit_name("worker@one")->template_name(), "worker@.service");
  EXPECT_FALSE(parse_unit_name("app")->is_template());
}

TEST(UnitName, refuses_what_systemd_would_not_take) {
  for (const char* name : {"", ".service", "@one.service", "a b", "a/b", "a*", "app[12]", "näh"})
    EXPECT_FALSE(parse_unit_name(name)) << name;
  EXPECT_TRUE(parse_unit_name(std::string(247, 'a') + ".service"));
  EXPECT_FALSE(parse_unit_name(std::string(248, 'a') + ".service"));
}

TEST(UnitName, lists_all_names_whose_files_make_it_up) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(parse_unit_name("app")->definitions(), (Names{"app.service", "service"}));
  EXPECT_EQ(parse_unit_name("a-b-c.timer")->definitions(), (Names{"a-b-c.timer", "a-b-.timer", "a-.timer", "timer"}));
  EXPECT_EQ(parse_unit_name("w@1")->definitions(), (Names{"w@1.service", "w@.service", "service"}));
}

InstallSection section_of(std::string_view text) {
  InstallSection section;
  read_install_section(text, section);
  return section;
}

TEST(InstallSection, reads_its_lists) {
  const InstallSection section = section_of(
      "[Unit]\nWantedBy=not.target\n"
      "[Install]\n# a remark\nWantedBy = a.target "
      "b.target\nWantedBy=c.target\nRequiredBy=d.target\nUpheldBy=e.service\n"
      "Alias=f.service\nAlso=g.socket\\\n   h.timer\nDefaultInstance=x\n[Service]\nAlso=not.socket\n");
  EXPECT_EQ(section.wanted_by, (std::vector<std::string>{"a.target", "b.target", "c.target"}));
  EXPECT_EQ(section.required_by, std::vector<std::string>{"d.target"});
  EXPECT_EQ(section.upheld_by, std::vector<std::string>{"e.service"});
  EXPECT_EQ(section.aliases, std::vector<std::string>{"f.service"});
  EXPECT_EQ(section.also, (std::vector<std::string>{"g.socket", "h.timer"}));
}

TEST(InstallSection, an_empty_assignment_forgets_also_across_files) {
  InstallSection section = section_of("[Install]\nWantedBy=a.target\n");
  read_install_section("[Install]\nWantedBy=\nWantedBy=b.target\n", section);
  EXPECT_EQ(section.wanted_by, std::vector<std::string>{"b.target"});
}

TEST(InstallSection, knows_what_enables_the_unit_itself) {
  EXPECT_TRUE(section_of("[Install]\nAlias=x.service\n").enables_itself());
  EXPECT_FALSE(section_of("[Install]\nAlso=x.service\n").enables_itself());
  EXPECT_FALSE(section_of("[Service]\nExecStart=/bin/true\n").enables_itself());
}

TEST(InstallSection, a_text_without_a_section_says_nothing) {
  EXPECT_TRUE(has_section("# remark\n[Service]\n"));
  EXPECT_FALSE(has_section("absent"));
  EXPECT_FALSE(has_section("ExecStart=/bin/true\n"));
  EXPECT_FALSE(has_section(""));
  EXPECT_FALSE(has_section("# [Service]\n"));
}

TEST(InstallSection, specifiers_that_a_folder_can_know) {
  const auto one = *parse_unit_name("worker@one");
  EXPECT_EQ(*expand_specifiers("%p-%i.target", one), "worker-one.target");
  EXPECT_EQ(*expand_specifiers("%n", one), "worker@one.service");
  EXPECT_EQ(*expand_specifiers("%N.timer", one), "worker@one.timer");
  EXPECT_EQ(*expand_specifiers("a%%b", one), "a%b");
  EXPECT_EQ(*expand_specifiers("50%", one), "50%");
  const auto host = expand_specifiers("%H.target", one);
  ASSERT_FALSE(host);
  EXPECT_EQ(host.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace converge
