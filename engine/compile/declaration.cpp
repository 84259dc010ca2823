// SPDX-License-Identifier: MIT
#include "engine/compile/declaration.h"

#include <algorithm>
#include <utility>

#include "engine/compile/ansible_words.h"
#include "engine/core/meta_schema.h"

namespace converge {

namespace {

bool has_text(const Value& value) { return value.is_string() || (value.is_scalar() && value.style() == Style::plain && !value.is_null()); }

/// Reads the meta attributes of one item.
class MetaReader {
 public:
  MetaReader(const Value& item, std::string label, Diagnostics& diagnostics)
      : item_(item), label_(std::move(label)), diagnostics_(diagnostics) {}

  void read(Declaration& out) {
    for (const Entry& entry : item_.entries()) {
      if (is_reserved_meta(entry.key)) {
        diagnostics_.error(entry.key_span, label_ + ": '" + entry.key + "' is not available in this version",
                           "remove it");
      }
    }
    if (const Value name = field("name"); name.is_string()) out.label = name.text();
    out.requires_list = spelled("requires");
    out.before_list = spelled("before");
    for (const Spelled& tag : spelled("tags")) out.tags.push_back(tag.text);
    if (const Value edges = field("auto_edges"); edges.type() == Type::boolean) {
      out.auto_edges = edges.as_boolean() ? AutoEdges::on : AutoEdges::off;
    }
    if (const Value word = field("disruption"); word.is_string()) {
      out.disruption = parse_disruption_policy(word.text()).value_or(out.disruption);
    }
    if (const Value word = field("severity"); word.is_string()) {
      out.importance = parse_importance(word.text()).value_or(out.importance);
    }
    if (const Value* notify = item_.find("notify"); notify != nullptr && !notify->is_null())
      read_notify(*notify, Refresh::restart, out.notify);
  }

 private:
  Value field(std::string_view name) {
    const Value* value = item_.find(name);
    if (value == nullptr || value->is_null()) return {};
    return normalise_field(*meta_schema().find(name), *value, label_ + "." + std::string(name), diagnostics_);
  }

  std::vector<Spelled> spelled(std::string_view name) {
    std::vector<Spelled> out;
    const Value list = field(name);
    if (!list.is_list()) return out;
    for (const Value& value : list.items()) out.push_back({value.text(), value.span()});
    return out;
  }

  void read_notify(const Value& value, Refresh refresh, std::vector<NotifyWish>& out) {
    if (has_text(value)) {
      out.push_back({{value.text(), value.span()}, refresh});
    } else if (value.is_list()) {
      for (const Value& target : value.items()) read_notify(target, refresh, out);
    } else if (value.is_map()) {
      for (const Entry& entry : value.entries()) {
        const auto named = parse_refresh(entry.key);
        if (named && *named != Refresh::no) read_notify(entry.value, *named, out);
        else diagnostics_.error(entry.key_span, label_ + ".notify: '" + entry.key + "' is neither restart nor reload", "write `notify: {reload: \"kind[title]\"}`");
      }
    } else {
      diagnostics_.error(value.span(), label_ + ".notify: expected kind[title], a list of them, or a map from reload or restart to them", "write `notify: \"kind[title]\"`");
    }
  }

  const Value& item_;
  std::string label_;
  Diagnostics& diagnostics_;
};

/// The titles of an item: one string, or a list of them.
std::vector<Spelled> read_titles(const Entry& kind, const Schema& schema, Diagnostics& diagnostics) {
  const Value& value = kind.value;
  std::vector<Spelled> titles;
  const auto add = [&](const Value& title) {
    if (has_text(title) && !title.text().empty()) titles.push_back({title.text(), title.span()});
    else diagnostics.error(title.span().known() ? title.span() : kind.key_span, kind.key + ": expected a title, found " + (title.is_null() ? "nothing" : std::string(type_phrase(title.type()))), "write `" + kind.key + ": TITLE`");
  };
  if (value.is_list() && schema.titles == Titles::one) {
    // `command: [rm, -rf, X]` would be three commands.
    diagnostics.error(value.span(), kind.key + ": a list here would be several resources, which is hardly meant",
                      "write `" + kind.key + ": LABEL` and the list as `" + std::string(schema.main) + ":`");
  } else if (value.is_map()) {
    diagnostics.error(value.span(), kind.key + ": expected a title, found a map",
                      "write `" + kind.key + ": TITLE` and the attributes beside it, on lines of their own");
  } else if (value.is_list()) {
    for (const Value& title : value.items()) add(title);
    if (value.items().empty()) diagnostics.error(value.span(), kind.key + ": the list of titles is empty", "name at least one, or remove the resource");
  } else {
    add(value);
  }
  return titles;
}

Value attributes_of(const Value& item, const Entry& kind) {
  Value attributes = Value::map({}, item.span());
  for (const Entry& entry : item.entries()) {
    if (&entry != &kind && meta_schema().find(entry.key) == nullptr) attributes.entries().push_back(entry);
  }
  return attributes;
}

}  // namespace

/// The kind of an item is its first key that names one, unless a later one
/// takes the earlier as an attribute (`group: root` beside `file: /x`).
const Entry* kind_entry(const Value& item, const Registry& registry) {
  std::vector<const Entry*> candidates;
  for (const Entry& entry : item.entries())
    if (registry.find(entry.key) != nullptr) candidates.push_back(&entry);
  for (const Entry* candidate : candidates) {
    const Schema& schema = registry.find(candidate->key)->schema();
    const bool takes_all = std::all_of(candidates.begin(), candidates.end(), [&](const Entry* other) {
      return other == candidate || schema.find(other->key) != nullptr;
    });
    if (takes_all) return candidate;
  }
  return candidates.empty() ? nullptr : candidates.front();
}

void refuse_kindless(const Value& item, const Registry& registry, Diagnostics& diagnostics) {
  const auto is_meta = [](const Entry& entry) { return meta_schema().find(entry.key) != nullptr; };
  const Map& entries = item.entries();
  const auto other = std::find_if_not(entries.begin(), entries.end(), is_meta);
  if (other == entries.end()) {
    diagnostics.error(item.span(), "this resource has no kind", "write what it is, such as `file: /etc/motd`");
    return;
  }
  const std::string module(ansible_module_advice(other->key, registry));
  const std::string advice = module.empty() ? std::string(ansible_task_advice(other->key)) : module;
  if (!advice.empty()) {
    diagnostics.error(other->key_span, "'" + other->key + "' is a word of Ansible and no kind", advice);
    return;
  }
  const std::string guess = nearest(other->key, registry.names());
  std::string known;
  for (const std::string_view name : registry.names()) known += (known.empty() ? "" : ", ") + std::string(name);
  diagnostics.error(other->key_span, "unknown kind '" + other->key + "'",
                    guess.empty() ? "the kinds of this version are: " + known : "did you mean '" + guess + "'?");
}

void refuse_attribute(const Schema& schema, const Entry& entry, std::string_view label, Diagnostics& diagnostics) {
  if (const std::string_view advice = ansible_task_advice(entry.key); !advice.empty()) {
    diagnostics.error(entry.key_span, std::string(label) + ": '" + entry.key + "' is a word of Ansible and no attribute", std::string(advice));
    return;
  }
  std::vector<std::string_view> names;
  for (const Schema* each : {&schema, &meta_schema()})
    for (const Field& field : each->fields) names.push_back(field.name);
  const std::string guess = nearest(entry.key, names);
  diagnostics.error(entry.key_span, std::string(label) + ": unknown attribute '" + entry.key + "'",
                    guess.empty() ? "`converge explain " + std::string(schema.kind) + "` lists what can be written"
                                  : "did you mean '" + guess + "'?");
}

void read_declaration(const Value& item, const Registry& registry, DisruptionPolicy policy,
                      std::vector<Declaration>& out, Diagnostics& diagnostics) {
  if (!item.is_map()) {
    diagnostics.error(item.span(), "expected a resource, found " + std::string(type_phrase(item.type())),
                      "write `- KIND: TITLE` with its attributes below");
    return;
  }
  const Entry* kind = kind_entry(item, registry);
  if (kind == nullptr) return refuse_kindless(item, registry, diagnostics);
  const Schema& schema = registry.find(kind->key)->schema();
  const std::vector<Spelled> titles = read_titles(*kind, schema, diagnostics);
  if (titles.empty()) return;

  Declaration declaration;
  declaration.span = item.span().known() ? item.span() : kind->key_span;
  declaration.disruption = policy;
  MetaReader(item, kind->key + "[" + titles.front().text + "]", diagnostics).read(declaration);
  declaration.attributes = attributes_of(item, *kind);
  std::erase_if(declaration.attributes.entries(), [&](const Entry& entry) {
    if (schema.find(entry.key) != nullptr) return false;
    refuse_attribute(schema, entry, kind->key + "[" + titles.front().text + "]", diagnostics);
    return true;
  });
  for (const Spelled& title : titles) {
    declaration.id = {kind->key, title.text};
    declaration.title_span = title.span;
    out.push_back(declaration);
  }
}

}  // namespace converge
