// SPDX-License-Identifier: MIT
// docs/reference/templates.md: its tables are those of the registry, its examples what the engine computes.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engine/template/registry.h"
#include "tests/fakes/golden.h"
#include "tests/unit/template/world.h"

namespace converge::templates {
namespace {

struct Example {
  std::string_view name, expression;
};
constexpr Example filter_examples[] = {
#include "tests/unit/template/filter_examples.inc"
};
constexpr Example test_examples[] = {
#include "tests/unit/template/test_examples.inc"
};

/// A cell of a Markdown table: code, with what would end the cell escaped.
std::string code(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "↵");
  return "`" + text + "`";
}

std::string parameters(std::string_view words) {
  std::string out;
  std::istringstream in{std::string(words)};
  for (std::string word; in >> word;)
    out += (out.empty() ? "" : ", ") + (word.ends_with('?') ? "[" + word.substr(0, word.size() - 1) + "]" : word);
  return out.empty() ? "" : "(" + out + ")";
}

template <typename Entry, std::size_t size>
std::string table(const std::string& what, const std::vector<const Entry*>& all, const Example (&examples)[size]) {
  World world;
  std::string out = "| " + what + " | | example | gives |\n|---|---|---|---|\n";
  for (const Entry* entry : all) {
    const auto* found = std::find_if(std::begin(examples), std::end(examples),
                                     [&](const Example& one) { return one.name == entry->name; });
    if (found == std::end(examples)) {
      ADD_FAILURE() << "there is no example of the " << what << " " << entry->name;
      continue;
    }
    EXPECT_TRUE(entry->doc.ends_with('.')) << entry->name << ": " << entry->doc;
    const std::string shown = world.show("{{ " + std::string(found->expression) + " }}");
    EXPECT_FALSE(shown.starts_with("error:")) << entry->name << ": " << shown;
    out += "| " + code(std::string(entry->name) + parameters(entry->parameters)) + " | " + std::string(entry->doc) +
           " | " + code(std::string(found->expression)) + " | " + code(shown) + " |\n";
  }
  return out;
}

std::string method_list() {
  std::map<std::string, std::string> of;
  for (const std::string& method : known_methods()) {
    const std::size_t dot = method.find('.');
    std::string& names = of[method.substr(0, dot)];
    names += (names.empty() ? "`" : ", `") + method.substr(dot + 1) + "`";
  }
  std::string out;
  for (const auto& [type, names] : of) out += "- " + type + ": " + names + "\n";
  return out;
}

/// The page with another text between "<!-- NAME -->" and the next "<!-- end -->".
std::string with_section(std::string page, const std::string& name, const std::string& text) {
  const std::string mark = "<!-- " + name + " -->\n";
  const std::size_t begin = page.find(mark);
  const std::size_t end = page.find("<!-- end -->", begin);
  if (begin == std::string::npos || end == std::string::npos) {
    ADD_FAILURE() << "the page has no section " << name;
    return page;
  }
  return page.replace(begin + mark.size(), end - begin - mark.size(), text);
}

TEST(TemplateReference, has_every_filter_test_and_method) {
  std::ifstream file(std::string(CONVERGE_SOURCE_DIR) + "/docs/reference/templates.md");
  std::string page{std::istreambuf_iterator<char>(file), {}};
  page = with_section(page, "methods", method_list());
  page = with_section(page, "filters", table("filter", known_filters(), filter_examples));
  page = with_section(page, "tests", table("test", known_tests(), test_examples));
  expect_golden("../../docs/reference/templates.md", page);
}

}  // namespace
}  // namespace converge::templates
