// SPDX-License-Identifier: MIT
#include "engine/compile/ansible_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_knowledge.h"

namespace converge {
namespace {

using testing::HasSubstr;

TEST(AnsibleVariables, have_advice) {
  FakeKnowledge host;
  host.facts = {{"os", Value::string("debian")}, {"hostname", Value::string("h")}};
  EXPECT_THAT(ansible_variable_advice("playbook_dir", host), HasSubstr("`source:`"));
  EXPECT_EQ(ansible_variable_advice("ansible_role_name", host), "write role_name");
  EXPECT_EQ(ansible_variable_advice("ansible_os_family", host), "write facts.os");
  EXPECT_EQ(ansible_variable_advice("ansible_hostname", host), "write facts.hostname") << "a fact of the same name";
  EXPECT_EQ(ansible_variable_advice("ansible_made_up", host), "");
  EXPECT_EQ(ansible_variable_advice("port", host), "");
}

}  // namespace
}  // namespace converge
