// SPDX-License-Identifier: MIT
#include "tests/unit/resources/merge/golden_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/core/json.h"

namespace converge {

namespace {

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// The bytes that a section stands for.
std::string decode(std::string body, const std::string& heading) {
  if (heading.find("(no newline)") != std::string::npos) body.pop_back();
  return heading.find("(crlf)") != std::string::npos ? replace_all(body, "\n", "\r\n") : body;
}

std::string encode(const std::string& name, std::string text) {
  std::string heading = "=== " + name;
  if (text.find("\r\n") != std::string::npos) {
    heading += " (crlf)";
    text = replace_all(text, "\r\n", "\n");
  }
  if (!text.empty() && text.back() != '\n') {
    heading += " (no newline)";
    text += '\n';
  }
  return heading + "\n" + text;
}

}  // namespace

std::vector<std::filesystem::path> golden_cases() {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path root = std::filesystem::path(CONVERGE_SOURCE_DIR) / "tests/golden/merge";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

GoldenCase read_case(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::map<std::string, std::string> headings;
  std::map<std::string, std::string> bodies;
  std::string name;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("=== ")) {
      name = line.substr(4, line.find(' ', 4) - 4);
      headings[name] = line;
    } else {
      bodies[name] += line + "\n";
    }
  }
  const auto text = [&](const char* section) { return decode(bodies[section], headings[section]); };
  return {text("request"), text("before"), text("after"), text("deltas"), text("error")};
}

std::string write_case(const GoldenCase& golden) {
  const std::string head = encode("request", golden.request) + encode("before", golden.before);
  if (!golden.error.empty()) return head + encode("error", golden.error);
  return head + encode("after", golden.after) + encode("deltas", golden.deltas);
}

MergeRequest read_request(const std::string& json) {
  MergeRequest request{};
  const auto value = parse_json(json);
  if (!value) {
    ADD_FAILURE() << value.error().text();
    return request;
  }
  const std::map<std::string, MergeFormat> formats = {{"json", MergeFormat::json},
                                                      {"ini", MergeFormat::ini},
                                                      {"lines", MergeFormat::lines},
                                                      {"block", MergeFormat::block}};
  for (const Entry& entry : value->entries()) {
    if (entry.key == "format")
      request.format = formats.at(entry.value.text());
    else if (entry.key == "content")
      request.content = entry.value;
    else if (entry.key == "lists" && entry.value.text() == "unite")
      request.lists = MergeRequest::Lists::unite;
    else if (entry.key == "marker")
      request.marker = entry.value.text();
    else if (entry.key == "comment")
      request.comment = entry.value.text();
    else if (entry.key == "absent")
      for (const Value& item : entry.value.items()) request.absent.push_back(item.text());
    else
      ADD_FAILURE() << "unknown key in the request: " << entry.key;
  }
  return request;
}

GoldenCase run_case(const GoldenCase& golden) {
  GoldenCase out{golden.request, golden.before, "", "", ""};
  const MergeRequest request = read_request(golden.request);
  const auto merged = merge_text(golden.before, request);
  const auto deltas = merge_deltas(golden.before, request);
  if (!merged) {
    EXPECT_EQ(merged.error().code, ErrorCode::invalid);
    EXPECT_FALSE(deltas);
    out.error = merged.error().text() + "\n";
    return out;
  }
  out.after = *merged;
  for (const Delta& delta : *deltas) out.deltas += delta.attribute + ": " + delta.before + " -> " + delta.after + "\n";
  EXPECT_EQ(deltas->empty(), *merged == golden.before);
  EXPECT_EQ(merge_text(*merged, request), merged) << "merging twice is not merging once";
  return out;
}

}  // namespace converge
