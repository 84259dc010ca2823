// SPDX-License-Identifier: MIT
// What a person reads: what is wrong, what was likely meant, and which variables led there.
#include <gtest/gtest.h>

#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

constexpr const char* variables = R"(
port: 80
server: {hostname: web, ports: [80, 443]}
url: "http://{{ server.hostnam }}/"
link: "<a href='{{ url }}'>"
page: "{{ link }}!"
)";

TEST(Message, suggests_the_variable_that_was_meant) {
  World world(variables);
  EXPECT_EQ(world.show("{{ prot }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("a {{ prot }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ prot | int }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ 1 + prot }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ [prot] }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ {'a': [prot]} }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{% if prot %}{% endif %}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{% for x in prot %}{% endfor %}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{% set x = prot %}{{ x }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ prot.a.b }}"), "error: 'prot' is undefined (did you mean 'port'?)");
  EXPECT_EQ(world.show("{{ zzzzzzzz }}"), "error: 'zzzzzzzz' is undefined (define it, or use |default(...))");
}

TEST(Message, suggests_the_key_that_was_meant) {
  World world(variables);
  EXPECT_EQ(world.show("{{ server.hostnam }}"),
            "error: 'server.hostnam' is undefined: a map has no key 'hostnam' (did you mean 'hostname'?)");
  EXPECT_EQ(world.show("{{ server['hostnam'] }}"),
            "error: 'server['hostnam']' is undefined: a map has no key 'hostnam' (did you mean 'hostname'?)");
  EXPECT_EQ(world.show("{{ server.ports[5] }}"),
            "error: 'server.ports[5]' is undefined: there is no item 5 in a list of 2 (give it a value, or use "
            "|default(...); `converge why --var server HOST` tells where server is set)");
}

TEST(Message, gives_the_first_reason_of_a_chain) {
  World world(variables);
  EXPECT_EQ(world.show("{{ server.tls.certificate.path }}"),
            "error: 'server.tls' is undefined: a map has no key 'tls' (give it a value, or use |default(...); "
            "`converge why --var server HOST` tells where server is set)");
  EXPECT_EQ(world.show("{{ server.tls.certificate.path | default('x') }}"), "x");
}

TEST(Message, names_the_variables_that_led_there) {
  World world(variables);
  const auto outcome = world.value_of("{{ page }}");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().span.text(), "vars.yaml:4:24");
  std::string chain;
  for (const Note& note : outcome.error().notes) chain += note.span.text() + " " + note.message + "\n";
  EXPECT_EQ(chain,
            "vars.yaml:4:6 in the variable 'url'\nvars.yaml:5:7 in the variable 'link'\nvars.yaml:6:7 in the variable "
            "'page'\n");
}

TEST(Message, explains_types) {
  World world(variables);
  EXPECT_EQ(world.show("{{ 1 + 'a' }}"),
            "error: cannot add an integer and a string (use ~ to join texts, or |int to make a number)");
  EXPECT_EQ(world.show("{{ server + 1 }}"), "error: cannot add a map and an integer");
  EXPECT_EQ(world.show("{{ 5 | length }}"), "error: length needs a list, not an integer");
  EXPECT_EQ(world.show("{{ {1: 2} }}"),
            "error: the keys of a map are strings, not an integer (quote it, or use |string)");
  EXPECT_EQ(world.show("{{ port() }}"), "error: 'port' is an integer, which cannot be called");
  EXPECT_EQ(world.show("{{ server.items }}"), "error: 'items' is a method (call it: .items())");
  EXPECT_EQ(world.show("{{ 'a'.uper() }}"), "error: a string has no method 'uper' (did you mean 'upper'?)");
  EXPECT_EQ(world.show("{{ [1].append(2) }}"),
            "error: a list cannot be changed with append() (make a new one: {% set l = l + [...] %})");
  EXPECT_EQ(world.show("{{ lookup('file', 'x') }}"),
            "error: there is no function 'lookup' (lookups run on the controller and hide inputs: use variables, "
            "or `source:` and `template:` of a file)");
  EXPECT_EQ(world.show("{% include 'nosuch' %}"),
            "error: there is no template 'nosuch' (templates lie in the folder `templates` of the role or of the "
            "repository)");
  EXPECT_EQ(world.show("{{ 'x' | password_hash }}").substr(0, 31), "error: password_hash needs a sa");
}

TEST(Message, explains_arguments) {
  World world(variables);
  EXPECT_EQ(world.show("{{ 'a' | replace('a') }}"), "error: replace needs the argument 'new'");
  EXPECT_EQ(world.show("{{ 'a' | upper(1) }}"), "error: upper takes at most 0 arguments");
  EXPECT_EQ(world.show("{{ 'a' | indent(widht=2) }}"),
            "error: indent has no argument 'widht' (it takes: width? first? blank?)");
  EXPECT_EQ(world.show("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}"),
            "error: the macro 'm' takes at most 1 arguments");
}

}  // namespace
}  // namespace converge::templates
