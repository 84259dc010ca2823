// SPDX-License-Identifier: MIT
// The attributes of the kind `file`, as documentation, parser and JSON Schema see them.
#include "resources/file/file_kind.h"

namespace converge {

namespace {

std::vector<Field> content_fields() {
  return {
      {.name = "content",
       .type = FieldType::content,
       .doc = "The whole content as text. With `merge`, the part that is owned: a map for json and ini, a list for "
              "lines, text for block.",
       .inline_with = "merge",
       .typed_when = "json",
       .secrets = Secrets::allowed},
      {.name = "source",
       .type = FieldType::source,
       .doc = "A file of the repository whose content is copied, or a folder that is copied with all that is in it. Its "
              "executable bit counts for new files alone; `mode` or `file_mode` also sets that of one that is there."},
      {.name = "template",
       .type = FieldType::template_file,
       .doc = "A template below templates/ whose text is the content; see the reference page on templates."},
      {.name = "url", .type = FieldType::url, .doc = "Where the content is downloaded from; needs `sha256`."},
      {.name = "sha256", .type = FieldType::text, .doc = "The digest that the content at `url` must have."},
      {.name = "validate",
       .type = FieldType::arguments,
       .doc = "A program and its arguments that must succeed before a new content takes its place; \"%s\" "
              "stands for the path of the new file."},
  };
}

std::vector<Field> merge_fields() {
  return {
      {.name = "merge",
       .type = FieldType::choice,
       .doc = "Owns only what `content` names and keeps the rest of the file as it is, comments and layout included. "
              "Resources can share a file and a map, section or united list in it, but one that removes or sets such a "
              "thing whole is refused beside another with a key in it.",
       .choices = {"json", "ini", "lines", "block"}},
      {.name = "list",
       .type = FieldType::choice,
       .doc = "Whether a list within a json merge is owned whole, or only its named items.",
       .choices = {"whole", "union"},
       .fallback = "whole"},
      {.name = "absent",
       .type = FieldType::text_list,
       .doc =
           "What a merge removes: JSON pointers (\"/features/cdi\"), \"section.key\" of an ini file, or whole lines."},
      {.name = "marker",
       .type = FieldType::text,
       .doc = "The text by which a merged block is found again.",
       .fallback = "managed by converge"},
      {.name = "comment",
       .type = FieldType::text,
       .doc = "What starts a comment in the file, for the marker lines of a block.",
       .fallback = "#"},
  };
}

std::vector<Field> metadata_fields() {
  return {
      {.name = "mode",
       .type = FieldType::mode,
       .doc =
           "Permissions: quoted octal (\"0644\") or symbolic (\"u=rw,go=r\", \"+x\"), then relative to what is there.",
       .fallback = "kept; 0644 for a new file (0755 if its source is executable), 0600 (0700) for one with a secret, 0755 "
                   "for a new directory"},
      {.name = "owner",
       .type = FieldType::text,
       .doc = "A user, by name or number.",
       .fallback = "kept; the user of the run for what is new"},
      {.name = "group",
       .type = FieldType::text,
       .doc = "A group, by name or number.",
       .fallback = "kept; the group of the run for what is new"},
      {.name = "file_mode", .type = FieldType::mode, .doc = "The mode of every file of a source folder."},
      {.name = "directory_mode",
       .type = FieldType::mode,
       .doc = "The mode of a folder made from a source folder, and of every folder in it."},
  };
}

std::vector<Field> shape_fields() {
  return {
      {.name = "path",
       .type = FieldType::path,
       .doc = "Where it is. Parent folders must exist.",
       .fallback = "the title"},
      {.name = "state",
       .type = FieldType::choice,
       .doc = "What stands at the path. Something of another type is replaced; a link is never followed.",
       .choices = {"present", "absent", "directory", "link"},
       .fallback = "present; directory if `source` is a folder, link if `target` is given"},
      {.name = "target", .type = FieldType::text, .doc = "Where a link points to, absolute or relative to its folder."},
      {.name = "purge",
       .type = FieldType::boolean,
       .doc = "Removes what is in the directory and is owned by no resource. A mount point in it blocks that, unless a "
              "resource of its own names it.",
       .fallback = "false"},
      {.name = "recursive",
       .type = FieldType::boolean,
       .doc = "Allows the removal of a directory that is not empty. One with a mount point in it stays whole.",
       .fallback = "false"},
  };
}

std::vector<Example> examples() {
  return {
      {.title = "A whole file",
       .yaml = "- file: /etc/motd\n  content: |\n    Welcome.\n  mode: \"0644\"\n  owner: root\n"},
      {.title = "Some keys of a JSON file",
       .yaml = "- file: /etc/docker/daemon.json\n  merge: json\n  content: {features: {cdi: true}}\n"},
      {.title = "A block between two markers",
       .yaml = "- file: /etc/hosts\n  merge: block\n  marker: storage\n  content: |\n    10.0.0.5 storage\n"},
      {.title = "A directory that holds nothing else",
       .yaml = "- file: /etc/app/conf.d\n  state: directory\n  mode: \"0750\"\n  purge: true\n"},
      {.title = "A link", .yaml = "- file: /etc/localtime\n  target: /usr/share/zoneinfo/UTC\n"},
      {.title = "Nothing there", .yaml = "- file: /etc/cron.d/old\n  state: absent\n"},
      {.title = "Checked before it counts",
       .yaml = "- file: /etc/sudoers.d/ops\n  content: |\n    %ops ALL=(ALL) ALL\n  mode: \"0440\"\n"
               "  validate: [visudo, -cf, \"%s\"]\n"},
  };
}

Schema make_schema() {
  Schema schema;
  schema.kind = "file";
  schema.summary = "A file, directory or link: its content, mode, owner and group.";
  schema.main = "path";
  for (auto part : {shape_fields(), content_fields(), merge_fields(), metadata_fields()}) {
    schema.fields.insert(schema.fields.end(), part.begin(), part.end());
  }
  schema.examples = examples();
  return schema;
}

}  // namespace

const Schema& FileKind::schema() {
  static const Schema schema = make_schema();
  return schema;
}

}  // namespace converge
