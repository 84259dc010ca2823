// SPDX-License-Identifier: MIT
// tests/fuzz/template_fuzz.cpp: whatever is parsed ends within its limits, has places within
// its text, and shows a planted secret neither in an open result nor in a message.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/core/json.h"
#include "engine/template/template.h"

namespace converge::templates {
namespace {

constexpr std::string_view planted = "zqhunterzq";

class FuzzScope final : public Scope {
 public:
  FuzzScope() {
    secret_.set_sensitivity(Sensitivity::secret);
    Value inner = Value::map();
    inner.set("a", Value::integer(1));
    inner.set("s", secret_);
    map_.set("k", inner);
    map_.set("l", Value::list({Value::string("x"), secret_, Value::real(2.5), Value::null(), Value::boolean(true)}));
    loop_ = Value::string("{{ t }}");
  }
  [[nodiscard]] std::optional<Variable> find(std::string_view name) const override {
    const Value* found = name == "s"   ? &secret_
                         : name == "m" ? &map_
                         : name == "n" ? &number_
                         : name == "t" ? &loop_
                         : name == "w" ? &word_
                                       : nullptr;
    return found == nullptr ? std::nullopt : std::optional(Variable{found, Content::templated});
  }
  [[nodiscard]] std::vector<std::string_view> names() const override { return {"s", "m", "n", "t", "w"}; }

 private:
  Value secret_ = Value::string(std::string(planted));
  Value map_ = Value::map();
  Value number_ = Value::integer(7);
  Value word_ = Value::string("Web it's {% if %} \xC3\xA4\n");
  Value loop_;
};

/// The template itself, so that it can include itself.
class FuzzLibrary final : public Library {
 public:
  explicit FuzzLibrary(const Template& only) : only_(only) {}
  [[nodiscard]] Outcome<std::optional<Template>> find(std::string_view name) override {
    if (name == "none") return std::nullopt;
    return only_;
  }

 private:
  const Template& only_;
};

bool shows(std::string_view text) { return text.find(planted) != std::string_view::npos; }

void check_message(const Diagnostic& found) {
  if (shows(found.message) || shows(found.fix)) std::abort();
}

/// What is left when everything secret is taken out.
std::string open_part(const Value& value) {
  if (value.sensitivity() == Sensitivity::secret) return "";
  std::string out = value.is_string() ? value.text() : "";
  if (value.is_list())
    for (const Value& item : value.items()) out += open_part(item);
  if (value.is_map())
    for (const Entry& entry : value.entries()) out += entry.key + open_part(entry.value);
  return out;
}

void render(const Outcome<Template>& parsed) {
  if (!parsed) return check_message(parsed.error());
  (void)parsed->free_variables();
  const FuzzScope scope;
  FuzzLibrary library(*parsed);
  Hooks hooks;
  hooks.parse_yaml = [](std::string_view text) { return parse_json(text); };
  Limits limits;
  limits.iterations = 2'000;
  limits.steps = 20'000;
  limits.bytes = std::uint64_t{1} << 20U;
  Renderer renderer(scope, std::move(hooks), &library, limits);
  const auto value = renderer.render(*parsed);
  if (!value) return check_message(value.error());
  if (shows(open_part(*value))) std::abort();
}

}  // namespace
}  // namespace converge::templates

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace converge;
  using namespace converge::templates;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const Origin origin{Span{intern_file("fuzz"), 1, 1, 0}};
  switch (bytes[0] % 3) {
    case 0: render(Template::parse(text, origin)); break;
    case 1: render(Template::parse_file(text, origin)); break;
    default: render(Template::parse_expression(text, origin)); break;
  }
  return 0;
}
