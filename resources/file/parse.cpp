// SPDX-License-Identifier: MIT
// From normalised attributes to a Desired: each attribute's own meaning. What
// the attributes mean together is checked in parse_shape.cpp.
#include <algorithm>
#include <array>

#include "engine/core/catalog.h"
#include "engine/core/hash.h"
#include "resources/file/parse.h"

namespace converge::file {

namespace {

/// Folders whose loss ends the machine: never purged, never removed, never a plain file.
constexpr std::array<std::string_view, 25> vital_folders = {
    "/",      "/bin", "/boot", "/dev",     "/etc",     "/home",     "/lib",    "/lib32", "/lib64",
    "/media", "/mnt", "/opt",  "/proc",    "/root",    "/run",      "/sbin",   "/srv",   "/sys",
    "/tmp",   "/usr", "/var",  "/usr/bin", "/usr/lib", "/usr/sbin", "/var/lib"};

/// To chown(2) this number means "leave it as it is".
constexpr std::uint32_t no_id = 0xFFFFFFFF;

bool is_true(const Value* value) { return value != nullptr && value->type() == Type::boolean && value->as_boolean(); }

std::optional<std::string> text_of(const Value* value) {
  return value == nullptr ? std::nullopt : std::optional<std::string>(value->text());
}

std::vector<std::string> texts_of(const Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr || !value->is_list()) return texts;
  for (const Value& item : value->items()) texts.push_back(item.text());
  return texts;
}

/// Of a value and of all that is in it.
Sensitivity deepest_sensitivity(const Value& value) {
  Sensitivity found = value.sensitivity();
  if (value.is_list())
    for (const Value& item : value.items()) found = std::max(found, deepest_sensitivity(item));
  if (value.is_map())
    for (const Entry& entry : value.entries()) found = std::max(found, deepest_sensitivity(entry.value));
  return found;
}

}  // namespace

void DesiredParser::refuse(const Value& at, std::string message, std::string fix) {
  diagnostics_.error(at.span(), std::move(message), std::move(fix));
}

std::optional<Desired> DesiredParser::run() {
  const std::size_t before = diagnostics_.error_count();
  want_.path = text_of(find("path")).value_or("");
  choose_shape();
  check_shape();
  take_content();
  if (shape_ == Shape::merged) take_merge(*find("merge"));
  take_metadata();
  take_target();
  take_validate();
  take_removal();
  want_.keep = texts_of(find("$keep"));
  want_.left = read_left(attributes_);
  if (const Value* goes = find("$goes")) want_.goes = texts_of(goes);
  take_untouched();
  take_veil();
  if ((shape_ == Shape::tree || undone_) && find("source") != nullptr) take_tree(*find("source")->find("$tree"));
  take_own();
  if (diagnostics_.error_count() != before) return std::nullopt;
  keep_private();
  return std::move(want_);
}

void DesiredParser::take_content() {
  const Value* content = find("content");
  const Value* source = find("source");
  const Value* url = find("url");
  for (const Value* given : {content, source}) {
    if (given == nullptr || shape_ != Shape::whole) continue;
    want_.sensitivity = std::max(want_.sensitivity, given->sensitivity());
    if (auto ref = content_ref(*given)) {
      want_.content = std::move(ref);
      if (is_true(given->find("executable"))) want_.fresh_mode = 0755;
    } else if (given->is_string() && given == content) {
      want_.content = ContentRef{sha256(given->text()), given->text().size()};
    } else if (given == content) {
      refuse(*given, "`content` is a map or a list, but a file holds text",
             "Add `merge: json` or `merge: ini` to own these keys of the file, or write the content as text.");
    } else if (!given->is_map() || given->find("$tree") == nullptr) {
      refuse(*given, "`source` has no content in this catalog", "Compile the playbook again.");
    }
  }
  if (url != nullptr)
    take_url(*url);
  else if (const Value* digest = find("sha256"); digest != nullptr && content == nullptr) {
    refuse(*digest, "`sha256` is given without `url`", "Add the `url` that it belongs to, or remove it.");
  }
}

void DesiredParser::take_url(const Value& url) {
  std::string digest = text_of(find("sha256")).value_or("");
  if (auto ref = content_ref(url)) digest = ref->sha256;
  std::transform(digest.begin(), digest.end(), digest.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (digest.empty()) {
    refuse(url, "`url` is given without `sha256`",
           "Add the digest of what is to be downloaded: `curl -L URL | sha256sum` prints it.");
  } else if (!is_sha256(digest)) {
    refuse(*find("sha256"), "`sha256` is not a SHA-256 digest", "Write its 64 hexadecimal digits.");
  } else if (!want_.content) {
    want_.content = ContentRef{digest, 0};
  }
}

void DesiredParser::take_merge(const Value& written) {
  MergeRequest request{};
  const std::string& format = written.text();
  request.format = format == "ini"     ? MergeFormat::ini
                   : format == "lines" ? MergeFormat::lines
                   : format == "block" ? MergeFormat::block
                                       : MergeFormat::json;
  request.absent = texts_of(find("absent"));
  request.lists = text_of(find("list")) == "union" ? MergeRequest::Lists::unite : MergeRequest::Lists::whole;
  take_way_back(request);
  request.marker = text_of(find("marker")).value_or("managed by converge");
  request.comment = text_of(find("comment")).value_or("#");
  if (const Value* content = find("content")) {
    request.content = *content;
    want_.sensitivity = deepest_sensitivity(*content);
    if (!check_merge_content(format, *content)) return;
  } else if (request.absent.empty() && request.taken.is_null() && request.emptied.empty()) {
    return refuse(written, "`merge` has nothing to merge", "Add `content` with what the file must hold, or `absent`.");
  }
  // Whether a request is sound does not depend on the file that it meets.
  if (const auto sound = merge_text("", request); !sound) {
    const Value* at = find("content") != nullptr ? find("content") : find("absent");
    return refuse(*at, "`merge: " + format + "`: " + sound.error().message, "");
  }
  want_.merge = std::move(request);
}

/// What only FileKind::inverse() writes.
void DesiredParser::take_way_back(MergeRequest& request) {
  request.emptied = texts_of(find("$emptied"));
  if (const Value* taken = find("$taken")) request.taken = *taken;
}

void DesiredParser::take_untouched() {
  const Value* untouched = find("$untouched");
  const Value* left = untouched == nullptr ? nullptr : untouched->find("left");
  if (left == nullptr) return;
  const Value* before = untouched->find("before");
  want_.untouched = Untouched{left->text(), before == nullptr ? std::nullopt : content_ref(*before)};
}

/// What only the engine says.
void DesiredParser::take_veil() {
  const std::string word = text_of(find("$veil")).value_or("");
  want_.veil = word == "others" ? Veil::others : word == "former" ? Veil::former : Veil::none;
}

/// A new file with a secret is its owner's alone; whether one that is there is, nobody can tell from here.
void DesiredParser::keep_private() {
  constexpr std::uint32_t owner_alone = 0700;
  constexpr std::uint32_t read_by_others = 0004;
  const bool secret = want_.sensitivity == Sensitivity::secret;
  if (want_.state != State::present || !(secret || want_.veil == Veil::others)) return;
  want_.fresh_mode &= owner_alone;
  if (!secret) return;
  const Value* content = find("content") != nullptr ? find("content") : find("source");
  const Span at = content != nullptr ? content->span() : attributes_.span();
  const std::string fix = "Write `mode: \"0600\"`, or \"0640\" and a group.";
  const std::uint32_t mode = want_.mode ? want_.mode->resolve(want_.fresh_mode, NodeType::regular) : 0;
  if ((mode & read_by_others) != 0)
    diagnostics_.warning(find("mode")->span(), "others can read this secret: mode " + mode_text(mode), fix);
  else if (!want_.mode && !want_.merge)  // of a merge, another resource may set it
    diagnostics_.warning(at, "this secret has no `mode`; a file that is there keeps its own, which may let others read it", fix);
}

/// After the tree, whose entries do not inherit it.
void DesiredParser::take_own() {
  const Value* own = find("$own");
  if (own == nullptr || !own->is_map()) return;
  if (const Value* mode = own->find("mode")) want_.mode = read_mode(*mode, "mode");
  want_.owners = {text_of(own->find("owner")), text_of(own->find("group"))};
  want_.left = read_left(*own);
}

LeftMetadata DesiredParser::read_left(const Value& of) {
  LeftMetadata left;
  const Value* written = of.find("$left");
  if (written == nullptr || !written->is_map()) return left;
  if (const Value* mode = written->find("mode")) {
    if (const auto read = read_mode(*mode, "$left")) left.mode = read->resolve(0, NodeType::regular);
  }
  left.owners = {text_of(written->find("owner")), text_of(written->find("group"))};
  return left;
}

bool DesiredParser::check_merge_content(const std::string& format, const Value& content) {
  if ((format == "json" || format == "ini") && !content.is_map()) {
    refuse(content,
           "`merge: " + format + "` needs a map as `content`, but this is " + std::string(type_phrase(content.type())),
           "Write the keys that the file must hold, e.g. `content: {key: value}`.");
  } else if (format == "lines" && !content.is_list() && !content.is_string()) {
    refuse(content, "`merge: lines` needs a list of lines as `content`", "Write `content: [\"first line\", ...]`.");
  } else if (format == "block" && !content.is_string()) {
    refuse(content, "`merge: block` needs text as `content`", "Write `content: |` and the lines below it.");
  } else {
    return true;
  }
  return false;
}

std::optional<Mode> DesiredParser::read_mode(const Value& value, std::string_view name) {
  if (!value.is_string() && value.text().empty()) {
    refuse(value, "`" + std::string(name) + "` is " + std::string(type_phrase(value.type())),
           "Quote it: `" + std::string(name) + ": \"0644\"`.");
    return std::nullopt;
  }
  auto mode = Mode::parse(value.text());
  if (mode) return std::move(*mode);
  refuse(value, "`" + std::string(name) + "`: " + mode.error().message,
         "Write three or four octal digits in quotes (\"0644\"), or who=permissions (\"u=rw,go=r\").");
  return std::nullopt;
}

void DesiredParser::take_metadata() {
  if (shape_ == Shape::directory || shape_ == Shape::tree) want_.fresh_mode = 0755;
  if (const Value* mode = find("mode")) want_.mode = read_mode(*mode, "mode");
  if (const Value* mode = find("directory_mode")) want_.mode = read_mode(*mode, "directory_mode");
  if (const Value* mode = find("file_mode")) file_mode_ = read_mode(*mode, "file_mode");
  want_.owners = {text_of(find("owner")), text_of(find("group"))};
  for (const auto* name : {"owner", "group"}) {
    const Value* value = find(name);
    if (value == nullptr) continue;
    const std::string whose = name == std::string_view("owner") ? "user" : "group";
    const std::string& text = value->text();
    if (text.empty() || text.find_first_of(":/ \n") != std::string::npos) {
      refuse(*value, "`" + std::string(name) + "` is not the name of a " + whose,
             "Write one name or number; owner and group are two attributes.");
    } else if (text.find_first_not_of("0123456789") == std::string::npos && parse_id(text).value_or(no_id) == no_id) {
      refuse(*value, "`" + std::string(name) + "` is larger than the number of any " + whose,
             "Write a name, or a number of at most " + std::to_string(no_id - 1) + ".");
    }
  }
}

void DesiredParser::take_target() {
  if (shape_ != Shape::link) return;
  const Value* target = find("target");
  if (target == nullptr) {
    diagnostics_.error(attributes_.span(), "`state: link` without `target`", "Add `target`: where the link points to.");
  } else if (target->text().empty() || target->text().size() > 4095) {
    refuse(*target, "a link cannot have this target", "Write a path of 1 to 4095 bytes.");
  } else {
    want_.target = target->text();
  }
}

void DesiredParser::take_validate() {
  const Value* validate = find("validate");
  if (validate == nullptr) return;
  want_.validate = texts_of(validate);
  const bool names_file = std::any_of(want_.validate.begin(), want_.validate.end(), [](const std::string& argument) {
    return argument.find("%s") != std::string::npos;
  });
  if (want_.validate.empty()) {
    refuse(*validate, "`validate` is not a list of arguments", "Write `validate: [program, \"%s\"]`.");
  } else if (!names_file) {
    refuse(*validate, "`validate` does not name the new file", "Add \"%s\", which stands for its path.");
  }
}

void DesiredParser::take_removal() {
  const Value* purge = find("purge");
  const Value* recursive = find("recursive");
  if (is_true(purge)) want_.purge = Purge::remove;
  if (is_true(recursive)) want_.recursion = Recursion::recursive;
  const bool vital = std::find(vital_folders.begin(), vital_folders.end(), want_.path) != vital_folders.end();
  const bool risky = is_true(purge) || is_true(recursive);
  if (vital && risky) {
    refuse(is_true(purge) ? *purge : *recursive, want_.path + " holds the system itself and is never emptied",
           "Name the folder below it that you mean.");
  } else if (vital && want_.state == State::absent) {
    // Also where it is a link, as /bin is to usr/bin: without it no program starts.
    diagnostics_.error(attributes_.span(), want_.path + " holds the system itself and is never removed",
                       "Name the file below it that you mean.");
  } else if (vital && want_.state == State::present) {
    diagnostics_.error(attributes_.span(), want_.path + " is always a directory", "Name a path below it.");
  } else if (want_.path == "/" && want_.state != State::directory) {
    diagnostics_.error(attributes_.span(), "/ is always a directory", "Name a path below it.");
  }
}

std::optional<Desired> parse_desired(const Value& attributes, Diagnostics& diagnostics) {
  return DesiredParser(attributes, diagnostics).run();
}

}  // namespace converge::file
