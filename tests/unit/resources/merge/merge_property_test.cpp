// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/core/json.h"
#include "resources/file/merge/ini_document.h"
#include "resources/file/merge/ini_request.h"
#include "resources/file/merge/json_request.h"
#include "resources/file/merge/text_lines.h"
#include "tests/unit/resources/merge/random_files.h"

namespace converge {
namespace {

/// What holds for every format: a second merge changes nothing, and rows come exactly with changes.
std::string settled(const std::string& before, const MergeRequest& request) {
  const auto merged = merge_text(before, request);
  if (!merged) {
    ADD_FAILURE() << merged.error().text() << "\n--- before\n" << before;
    return before;
  }
  EXPECT_EQ(*merge_text(*merged, request), *merged) << "--- before\n" << before;
  EXPECT_EQ(*merge_text(before, request), *merged) << "two merges of the same file differ";
  EXPECT_EQ(merge_deltas(before, request)->empty(), *merged == before) << "--- before\n" << before;
  EXPECT_TRUE(merge_deltas(*merged, request)->empty());
  return *merged;
}

/// The merge of two values, told without any text.
Value model(const Value& have, const Value& want, MergeRequest::Lists lists) {
  if (have.is_map() && want.is_map()) {
    Value out = have;
    for (const Entry& entry : want.entries()) {
      const Value* there = have.find(entry.key);
      out.set(entry.key, there != nullptr ? model(*there, entry.value, lists) : entry.value);
    }
    return out;
  }
  if (lists == MergeRequest::Lists::whole || !have.is_list() || !want.is_list()) return want;
  Value out = have;
  for (const Value& item : want.items())
    if (std::none_of(out.items().begin(), out.items().end(),
                     [&](const Value& other) { return same_json(item, other); }))
      out.push_back(item);
  return out;
}

void erase_path(Value& value, const JsonPath& path, std::size_t at) {
  if (!value.is_map()) return;
  if (at + 1 == path.size()) {
    std::erase_if(value.entries(), [&](const Entry& entry) { return entry.key == path[at]; });
  } else if (Value* inner = value.find(path[at])) {
    erase_path(*inner, path, at + 1);
  }
}

TEST(MergeProperty, JsonMeansWhatTheModelSays) {
  Dice dice(11);
  for (int i = 0; i < 600; ++i) {
    const Value have = random_json(dice, 3);
    const std::string before = random_layout(dice, have);
    const MergeRequest request = random_json_request(dice);
    Value expected = have;
    for (const std::string& pointer : request.absent) erase_path(expected, *parse_pointer(pointer), 0);
    expected = model(expected, request.content, request.lists);
    const std::string after = settled(before, request);
    const auto parsed = parse_json(after);
    ASSERT_TRUE(parsed) << parsed.error().text() << "\n" << after;
    ASSERT_TRUE(same_json(*parsed, expected)) << before << "\n--- wants\n"
                                              << to_json(request.content) << "\n--- got\n"
                                              << after << "\n--- expected\n"
                                              << to_json(expected);
    EXPECT_EQ(after == before, same_json(have, expected));
  }
}

TEST(MergeProperty, JsonNeverCrashesOnDamagedText) {
  Dice dice(12);
  for (int i = 0; i < 400; ++i) {
    std::string text = random_layout(dice, random_json(dice, 2));
    text[dice.below(text.size())] = static_cast<char>(dice.below(256));
    const MergeRequest request = random_json_request(dice);
    const auto merged = merge_text(text, request);
    if (merged) {
      EXPECT_EQ(*merge_text(*merged, request), *merged) << text;
    } else {
      EXPECT_EQ(merged.error().code, ErrorCode::invalid);
    }
  }
}

/// The keys of a file that the request does not own, with their values, in order.
std::vector<std::string> rest_of_ini(const std::string& text, const IniRequest& request) {
  const auto document = parse_ini(text);
  std::vector<std::string> rest;
  const auto owned = [&](std::string_view section, std::string_view key) {
    const auto wanted = [&](const IniWant& want) { return want.section == section && want.key == key; };
    const auto gone = [&](const IniAbsent& absent) {
      return absent.section == section && (absent.key.empty() || absent.key == key);
    };
    return std::any_of(request.wants.begin(), request.wants.end(), wanted) ||
           std::any_of(request.absent.begin(), request.absent.end(), gone);
  };
  for (const IniKey& key : document->keys) {
    const std::string_view section = document->sections[key.section].name;
    if (!owned(section, key.name))
      rest.push_back(std::string(section) + "|" + std::string(key.name) + "|" + key.value.value_or("(none)"));
  }
  return rest;
}

const std::vector<std::string> ini_fragments = {
    "[s]\n",         "[t]\n",   "[a.b]\n",  "k=1\n",     "k = two words\n", "l =\n", "m: x\n",
    "\tk = 1\n",     "flag\n",  "# c\n",    "#k=0\n",    "; l = 1\n",       "\n",    "k = x\n    y\n",
    "l=a \\\n  b\n", "k=1\r\n", "  deep\n", "  m = 3\n", "k.k = yes\n"};

TEST(MergeProperty, IniHoldsWhatIsWantedAndKeepsTheRest) {
  Dice dice(13);
  std::size_t refused = 0;
  for (int i = 0; i < 600; ++i) {
    std::string before = random_text(dice, ini_fragments, dice.below(12));
    if (!before.empty() && dice.below(4) == 0) before.pop_back();
    const MergeRequest request = random_ini_request(dice);
    const auto checked = check_ini(request);
    ASSERT_TRUE(checked) << checked.error().text();
    if (!merge_text(before, request)) {  // keys and deeper words in one file can be too odd to settle
      ++refused;
      continue;
    }
    const std::string after = settled(before, request);
    EXPECT_EQ(rest_of_ini(before, *checked), rest_of_ini(after, *checked)) << "--- before\n"
                                                                           << before << "--- after\n"
                                                                           << after;
  }
  EXPECT_LT(refused, 12U) << "at most one in fifty even of such files";
}

/// A file is sound if each section stands for one thing.
std::string with_each_header_once(const std::string& text) {
  std::set<std::string_view> seen;
  std::string out;
  for (const TextLine& line : split_lines(text)) {
    if (line.text.starts_with('[') && !seen.insert(line.text).second) continue;
    out += std::string(line.text) + std::string(line.ending);
  }
  return out;
}

TEST(MergeProperty, SoundIniFilesAreNeverRefused) {
  std::vector<std::string> sound = ini_fragments;
  std::erase_if(
      sound, [](const std::string& text) { return text == "  deep\n" || text == "  m = 3\n" || text == "\tk = 1\n"; });
  Dice dice(14);
  for (int i = 0; i < 400; ++i) settled(with_each_header_once(random_text(dice, sound, dice.below(12))), random_ini_request(dice));
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += word.size()) ++count;
  return count;
}

TEST(MergeProperty, IniKeepsEveryComment) {
  Dice dice(15);
  int refused = 0;
  for (int i = 0; i < 600; ++i) {
    MergeRequest request = random_ini_request(dice);
    std::erase_if(request.absent,
                  [](const std::string& name) { return name.find('.') == std::string::npos || name == "[a.b]"; });
    const std::string before =
        random_text(dice, {"[s]\n", "[t]\n", "k=1\n", "l = 2\n", "# c\n", "#k=0\n", "\n"}, dice.below(12));
    if (!merge_text(before, request)) {  // a section that stands for several things
      ++refused;
      continue;
    }
    const std::string after = settled(before, request);
    EXPECT_EQ(count_of(after, "# c\n"), count_of(before, "# c\n")) << before << "---\n" << after;
    EXPECT_EQ(count_of(after, "#k=0\n"), count_of(before, "#k=0\n")) << before << "---\n" << after;
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 150);
}

TEST(MergeProperty, LinesSettle) {
  Dice dice(16);
  const std::vector<std::string> fragments = {"a\n",       "b\n",        "a \n", "  c\n", "key = 1\n",
                                              "key = 3\n", "#key = 1\n", "\n",   "b\r\n", "other\n"};
  for (int i = 0; i < 600; ++i) {
    const std::string before = random_text(dice, fragments, dice.below(8));
    const MergeRequest request = random_lines_request(dice);
    const std::string after = settled(before, request);
    for (const std::string& gone : request.absent)
      EXPECT_EQ(("\n" + after).find("\n" + gone + "\n"), std::string::npos);
    EXPECT_EQ(count_of(after, "other"), count_of(before, "other"));
  }
}

TEST(MergeProperty, BlocksSettleOrAreDamaged) {
  Dice dice(17);
  const std::vector<std::string> fragments = {"a\n",
                                              "\n",
                                              "x\n",
                                              "# BEGIN converge: m\nx\n# END converge: m\n",
                                              "# BEGIN converge: n\n# END converge: n\n",
                                              "b\r\n",
                                              "# END converge: m\n"};
  for (int i = 0; i < 600; ++i) {
    const std::string before = random_text(dice, fragments, dice.below(6));
    const MergeRequest request = random_block_request(dice);
    const std::string begin = "# BEGIN converge: " + request.marker + "\n";
    const std::string end = "# END converge: " + request.marker + "\n";
    const bool sound = count_of(before, begin) <= 1 && count_of(before, begin) == count_of(before, end) &&
                       (before.find(begin) == std::string::npos || before.find(begin) < before.find(end));
    if (!sound) {
      EXPECT_FALSE(merge_text(before, request)) << before;
      continue;
    }
    const std::string after = settled(before, request);
    EXPECT_EQ(after.find("# BEGIN converge: " + request.marker) == std::string::npos, request.content.is_null());
  }
}

TEST(MergeProperty, AnyBytesAreMergedOrRefused) {
  Dice dice(18);
  const std::vector<MergeRequest (*)(Dice&)> requests = {random_json_request, random_ini_request, random_lines_request,
                                                         random_block_request};
  for (int i = 0; i < 1000; ++i) {
    std::string before;
    for (std::size_t n = dice.below(30); n > 0; --n)
      before += dice.below(3) == 0 ? static_cast<char>(dice.below(256)) : "\n\r =[]{}#\\\":k"[dice.below(13)];
    const MergeRequest request = requests[dice.below(requests.size())](dice);
    const auto merged = merge_text(before, request);
    if (merged) {
      EXPECT_EQ(*merge_text(*merged, request), *merged) << testing::PrintToString(before);
    } else {
      EXPECT_EQ(merged.error().code, ErrorCode::invalid);
    }
  }
}

}  // namespace
}  // namespace converge
