// SPDX-License-Identifier: MIT
#include "engine/core/yaml/tags.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "engine/core/encryption.h"

namespace converge::yaml {
namespace {

/// A tag that we know, and the type that it makes. A further one gets its row here.
struct KnownTag {
  std::string_view name;
  Type type;
  std::string_view key_option = "";  ///< of an encrypted text: what on the command line gives its key
};

constexpr std::array<KnownTag, 9> known_tags{{{"!!bool", Type::boolean},
                                              {"!!float", Type::real},
                                              {"!!int", Type::integer},
                                              {"!!map", Type::map},
                                              {"!!null", Type::null},
                                              {"!!seq", Type::list},
                                              {"!!str", Type::string},
                                              {"!age", Type::string, "--identity FILE"},
                                              {"!vault", Type::string, "--vault-id LABEL@FILE"}}};

/// "tag:yaml.org,2002:str" as it is written in a file: "!!str".
std::string written(std::string_view tag) {
  constexpr std::string_view core = "tag:yaml.org,2002:";
  if (tag.starts_with(core)) return "!!" + std::string(tag.substr(core.size()));
  return std::string(tag);
}

/// By the name as written; nullptr if there is none.
const KnownTag* find_tag(std::string_view name) {
  const auto* found =
      std::find_if(known_tags.begin(), known_tags.end(), [&](const KnownTag& tag) { return tag.name == name; });
  return found == known_tags.end() ? nullptr : found;
}

/// Lists what there is: a newcomer cannot guess it.
void report_unknown(const std::string& name, Span span, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  std::string list;
  for (const KnownTag& tag : known_tags) {
    names.push_back(tag.name);
    list += (list.empty() ? "" : ", ") + std::string(tag.name);
  }
  const std::string likely = nearest(name, names);
  diagnostics.error(span, "unknown tag `" + name + "`",
                    likely.empty() ? "remove it, or quote the text; the known tags are " + list
                                   : "did you mean `" + likely + "`? The known tags are " + list);
}

/// The tag names one type and the text another.
void report_misfit(std::string_view name, std::string_view what, Span span, Diagnostics& diagnostics) {
  diagnostics.error(span, "the tag `" + std::string(name) + "` does not fit: this is " + std::string(what),
                    "change the value, or remove the tag");
}

Value secret_text(std::string text, Span span, Style style) {
  Value value = Value::string(std::move(text), span, style);
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

/// A text that is to be opened later, if it looks as one that can be.
Value sealed_scalar(const KnownTag& tag, std::string text, TaggedPlace place, Diagnostics& diagnostics) {
  text.erase(0, std::min(text.find_first_not_of(" \n"), text.size()));
  const std::string_view name = tag.name.substr(1);
  if (encryption_name(encryption_of(text)) != name)
    diagnostics.error(place.tag, "the text of this `" + std::string(tag.name) + "` does not begin as " + (name == "vault" ? "a vault" : "an age file") + " does",
                      "write `" + std::string(tag.name) + " |` and the encrypted text on the lines below; `converge secret encrypt` makes both");
  return secret_text(std::move(text), place.scalar, Style::sealed);
}

/// The value of an encrypted text. Its errors say nothing of either text.
Value secret_scalar(const KnownTag& tag, std::string text, TaggedPlace place, const SecretScalars& secrets,
                    Diagnostics& diagnostics) {
  if (!secrets.open && secrets.otherwise == Sealed::kept) return sealed_scalar(tag, std::move(text), place, diagnostics);
  Result<std::string> plain = secrets.open ? secrets.open(tag.name, text) : std::string();
  if (!secrets.open)
    diagnostics.error(place.tag, "an encrypted value cannot stand here", "put it into a YAML file, and use the variable of its name");
  else if (!plain)
    diagnostics.error(place.tag, "this `" + std::string(tag.name) + "` cannot be opened: " + plain.error().text(),
                      "give the key that opens it with " + std::string(tag.key_option));
  return secret_text(std::move(plain).value_or(""), place.scalar, Style::quoted);
}

}  // namespace

Value tagged_scalar(std::string_view tag, std::string text, Form form, TaggedPlace place,
                    const SecretScalars& secrets, Diagnostics& diagnostics) {
  const Span span = place.scalar;
  const Style style = form == Form::literal || form == Form::folded ? Style::block : Style::quoted;
  if (tag == "?") return Value::plain(std::move(text), span);
  if (tag == "!") return Value::string(std::move(text), span, style);
  const std::string name = written(tag);
  const KnownTag* known = find_tag(name);
  if (known == nullptr) {
    report_unknown(name, place.tag, diagnostics);
    return Value::null(span);
  }
  if (!known->key_option.empty()) return secret_scalar(*known, std::move(text), place, secrets, diagnostics);
  if (known->type == Type::string) return Value::string(std::move(text), span, style);
  Value value = Value::plain(std::move(text), span);
  if (known->type == Type::real && value.type() == Type::integer)
    return Value::real(static_cast<double>(value.as_integer()), span);
  if (value.type() != known->type) report_misfit(name, type_phrase(value.type()), place.tag, diagnostics);
  return value;
}

void check_collection_tag(std::string_view tag, Type type, Span tag_span, Diagnostics& diagnostics) {
  if (tag == "?" || tag == "!") return;
  const std::string name = written(tag);
  const KnownTag* known = find_tag(name);
  if (known == nullptr) {
    report_unknown(name, tag_span, diagnostics);
  } else if (known->type != type) {
    report_misfit(name, type_phrase(type), tag_span, diagnostics);
  }
}

}  // namespace converge::yaml
