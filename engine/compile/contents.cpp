// SPDX-License-Identifier: MIT
#include "engine/compile/contents.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/core/catalog.h"
#include "engine/core/encryption.h"
#include "engine/core/hash.h"
#include "engine/core/json.h"
#include "engine/core/utf8.h"
#include "engine/core/yaml/document.h"

namespace converge {

ContentRef Contents::add_text(const std::string& text) {
  ContentRef ref{sha256(text), text.size()};
  texts_.try_emplace(ref.sha256, text);
  return ref;
}

Result<Contents::AddedFile> Contents::add_file(const std::string& path) {
  if (const auto known = digested_.find(path); known != digested_.end()) return known->second;
  Result<AddedFile> added = digest_of(path);
  if (added) digested_.emplace(path, *added);
  return added;
}

Result<Contents::AddedFile> Contents::digest_of(const std::string& path) {
  auto reader = source_.open(path);
  if (!reader) return fail(std::move(reader.error()));
  Sha256 digest;
  AddedFile added;
  std::array<char, 65536> buffer{};
  while (true) {
    const Result<std::size_t> got = (*reader)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    if (added.ref.size == 0 && encryption_of({buffer.data(), *got}) != Encryption::none) return add_encrypted(path);
    digest.update({buffer.data(), *got});
    added.ref.size += *got;
  }
  added.ref.sha256 = digest.finish();
  files_.try_emplace(added.ref.sha256, path);
  return added;
}

Result<Contents::AddedFile> Contents::add_encrypted(const std::string& path) {
  const Result<std::string> sealed = source_.read(path);
  if (!sealed) return fail(sealed.error());
  const Result<std::string> plain = secrets_ != nullptr ? secrets_->open_file(*sealed) : fail(ErrorCode::unsupported, "nothing is decrypted here");
  if (!plain) return fail(ErrorCode::failed, path + " is encrypted, and cannot be opened: " + plain.error().text());
  return AddedFile{add_text(*plain), Sensitivity::secret};
}

const std::string* Contents::file_of(const std::string& digest) const {
  const auto found = files_.find(digest);
  return found == files_.end() ? nullptr : &found->second;
}

Result<std::unique_ptr<ContentReader>> Contents::open(const ContentRef& ref) const {
  if (const auto text = texts_.find(ref.sha256); text != texts_.end()) return read_bytes(text->second);
  if (const auto file = files_.find(ref.sha256); file != files_.end()) return source_.open(file->second);
  return fail(ErrorCode::not_found, "content " + ref.sha256.substr(0, 12) + " is not part of this catalog");
}

namespace {

/// A name for people, with the bytes that are no text as \xNN.
std::string printable_name(std::string_view name) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  while (!name.empty()) {
    const std::size_t length = utf8_front(name);
    const auto byte = static_cast<unsigned char>(name.front());
    if (length == 0)
      out += std::string("\\x") + hex[byte >> 4U] + hex[byte & 0xFU];
    else
      out += name.substr(0, length);
    name.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

/// Turns one `source:` path into a reference to a file or a tree.
class SourceReader {
 public:
  SourceReader(const ContentPlaces& places, Contents& contents, std::vector<ContentRef>& made)
      : source_(places.source), folders_(places.folders), look_(places.look), contents_(contents), made_(made) {}

  /// Nothing if no folder has the path.
  std::optional<Result<Value>> read(const std::string& path) {
    for (const std::string& folder : folders_) {
      std::string full = folder;
      if (!full.empty() && !full.ends_with('/')) full += '/';
      full += path;
      while (full.size() > 1 && full.ends_with('/')) full.pop_back();
      const Result<SourceEntry> entry = source_.stat(full);
      if (!entry && entry.error().code == ErrorCode::not_found) continue;
      if (!entry) return Result<Value>(fail(entry.error()));
      if (entry->type == SourceType::link) {
        return Result<Value>(fail(ErrorCode::unsupported, full + " is a symbolic link"));
      }
      return entry->type == SourceType::directory ? read_tree(full) : read_file(full, *entry);
    }
    return std::nullopt;
  }

 private:
  Result<Contents::AddedFile> add_file(const std::string& path) {
    if (look_ == Look::at) return Contents::AddedFile{{std::string(64, '0'), 0}, Sensitivity::open};
    Result<Contents::AddedFile> added = contents_.add_file(path);
    if (added) made_.push_back(added->ref);
    return added;
  }

  Result<Value> read_file(const std::string& path, const SourceEntry& entry) {
    const Result<Contents::AddedFile> added = add_file(path);
    if (!added) return fail(added.error());
    Value value = content_value(added->ref);
    value.set_sensitivity(added->sensitivity);
    if (entry.executable) value.set("executable", Value::boolean(true));
    return value;
  }

  Result<Value> read_tree(const std::string& path) {
    Value entries = Value::list();
    const Result<void> done = add_folder(path, "", entries);
    if (!done) return fail(done.error());
    Value tree = Value::map();
    tree.set("$tree", std::move(entries));
    return tree;
  }

  Result<void> add_folder(const std::string& full, const std::string& below, Value& entries) {
    const auto listed = source_.list(full);
    if (!listed) return fail(listed.error());
    for (const SourceEntry& entry : *listed) {
      const std::string path = below.empty() ? entry.name : below + "/" + entry.name;
      const Result<void> done = add_entry(full + "/" + entry.name, path, entry, entries);
      if (!done) return done;
    }
    return {};
  }

  Result<void> add_entry(const std::string& full, const std::string& path, const SourceEntry& entry, Value& entries) {
    // A catalog is JSON, which cannot hold another name than this one.
    if (!is_utf8(entry.name)) return fail(ErrorCode::invalid, "the name of " + printable_name(full) + " is not UTF-8");
    if (!is_utf8(entry.target))
      return fail(ErrorCode::invalid, full + " is a link to a name that is not UTF-8: " + printable_name(entry.target));
    Value item = Value::map();
    item.set("path", Value::string(path));
    if (entry.type == SourceType::directory) {
      item.set("type", Value::string("directory"));
      entries.push_back(std::move(item));
      return add_folder(full, path, entries);
    }
    if (entry.type == SourceType::link) {
      item.set("type", Value::string("link"));
      item.set("target", Value::string(entry.target));
    } else {
      const Result<Contents::AddedFile> added = add_file(full);
      if (!added) return fail(added.error());
      if (added->sensitivity == Sensitivity::secret)
        return fail(ErrorCode::conflict, full + " is encrypted, and a folder that is copied holds no secrets");
      item.set("type", Value::string("file"));
      item.set("sha256", Value::string(added->ref.sha256));
      item.set("size", Value::integer(static_cast<std::int64_t>(added->ref.size)));
      if (entry.executable) item.set("executable", Value::boolean(true));
    }
    entries.push_back(std::move(item));
    return {};
  }

  const Source& source_;
  const std::vector<std::string>& folders_;
  Look look_;
  Contents& contents_;
  std::vector<ContentRef>& made_;
};

std::string words_for(const std::vector<std::string>& folders) {
  std::string out;
  for (const std::string& folder : folders) out += (out.empty() ? "" : " or ") + (folder.empty() ? "the playbook's folder" : folder);
  return out;
}

}  // namespace

namespace {

/// Scalars as they were spelled: in a text format 1.10 is not 1.1.
void spell_scalars(Value& value) {
  if (value.is_list()) {
    for (Value& item : value.items()) spell_scalars(item);
  } else if (value.is_map()) {
    for (Entry& entry : value.entries()) spell_scalars(entry.value);
  } else if (value.style() == Style::plain && !value.is_null()) {
    const Sensitivity sensitivity = value.sensitivity();
    value = Value::string(value.take_text(), value.span(), Style::plain);
    value.set_sensitivity(sensitivity);
  }
}

/// What to write instead of a plain scalar that may be misread: its text, or what YAML 1.2 makes of it.
std::string unmistakable(const Value& value) {
  std::string fix = "write \"" + value.text() + "\" in quotes";
  if (const std::string_view word = yaml11_boolean(value); !word.empty()) return fix + ", or " + std::string(word);
  const bool number = value.type() == Type::integer || value.type() == Type::real;
  return number && !is_oversized(value) ? fix + " for the text, or " + to_json(value) + " for the number" : fix;
}

/// Where types are kept, a plain scalar must mean one thing to everybody.
void refuse_misreadings(const Value& value, const std::string& label, Diagnostics& diagnostics) {
  if (value.is_list()) {
    for (const Value& item : value.items()) refuse_misreadings(item, label, diagnostics);
  } else if (value.is_map()) {
    for (const Entry& entry : value.entries()) refuse_misreadings(entry.value, label, diagnostics);
  } else if (value.sensitivity() == Sensitivity::secret) {
    if (is_oversized(value) || !yaml11_trap(value).empty())
      diagnostics.error(value.span(), label + ": this secret may be read as text and as something else", "quote it where it is encrypted");
  } else if (is_oversized(value)) {
    diagnostics.error(value.span(), label + ": " + value.text() + " is beyond 64 bits and would lose digits",
                      unmistakable(value));
  } else if (const std::string trap = yaml11_trap(value); !trap.empty()) {
    diagnostics.error(value.span(), label + ": " + trap, unmistakable(value));
  }
}

/// Content that the kind itself edits into a file.
void keep_inline(const Field& field, const Value& attributes, Value& value, const std::string& label,
                 Diagnostics& diagnostics) {
  const Value* format = attributes.find(field.inline_with);
  const bool typed = !field.typed_when.empty() && format != nullptr && format->text() == field.typed_when;
  if (typed)
    refuse_misreadings(value, label, diagnostics);
  else
    spell_scalars(value);
}

std::string advice_for(const Error& error) {
  if (error.code == ErrorCode::failed) return "give the key that opens it with --vault-id LABEL@FILE or --identity FILE";
  if (error.code == ErrorCode::conflict) return "take it out of the folder, and give it a resource of its own with `source:`";
  return error.code == ErrorCode::invalid ? "rename it" : "name a file or folder that can be read";
}

}  // namespace

void forget_spelling(Value& value) {
  if (value.is_list()) {
    for (Value& item : value.items()) forget_spelling(item);
  } else if (value.is_map()) {
    for (Entry& entry : value.entries()) forget_spelling(entry.value);
  } else {
    value.forget_spelling();
  }
}

std::vector<ContentRef> resolve_contents(const Schema& schema, Value& attributes, const ContentPlaces& places,
                                         std::string_view id, Contents& contents, Diagnostics& diagnostics) {
  std::vector<ContentRef> made;
  for (Entry& entry : attributes.entries()) {
    const Field* field = schema.find(entry.key);
    if (field == nullptr || entry.value.is_null()) continue;
    const Span span = entry.value.span();
    const std::string label = std::string(id) + "." + entry.key;
    const bool stays = !field->inline_with.empty() && attributes.find(field->inline_with) != nullptr;
    if (field->type == FieldType::content && stays) {
      keep_inline(*field, attributes, entry.value, label, diagnostics);
    } else if (field->type == FieldType::content && entry.value.is_string()) {
      const Sensitivity sensitivity = entry.value.sensitivity();
      entry.value = content_value(made.emplace_back(contents.add_text(entry.value.take_text())), span);
      entry.value.set_sensitivity(sensitivity);
    } else if (field->type == FieldType::source && entry.value.is_string()) {
      const std::string path = entry.value.text();
      auto found = SourceReader(places, contents, made).read(path);
      if (!found) {
        diagnostics.error(span, label + ": there is no '" + path + "' in " + words_for(places.folders),
                          "put it there, or correct the path");
      } else if (!*found) {
        diagnostics.error(span, label + ": " + found->error().text(), advice_for(found->error()));
      } else {
        entry.value = std::move(**found);
        entry.value.set_span(span);
      }
    }
  }
  return made;
}

}  // namespace converge
