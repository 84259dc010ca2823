// SPDX-License-Identifier: MIT
// engine/core/yaml/document.cpp: drives yaml-cpp between the gate and the composer.
// The only place that knows yaml-cpp.
#include "engine/core/yaml/document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>
#include <utility>

#include "engine/core/yaml/composer.h"
#include "engine/core/yaml/encoding.h"
#include "engine/core/yaml/gate.h"
#include "engine/core/yaml/skeleton.h"

namespace converge {
namespace {

using yaml::Composer;
using yaml::Gated;
using yaml::Skeleton;

/// Lets a stream read a text where it is. The base class wants char*, but reading changes nothing.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

/// Hands yaml-cpp's events on.
class Events : public YAML::EventHandler {
 public:
  Events(Composer& composer, const Skeleton& skeleton) : composer_(composer), skeleton_(skeleton) {}

  [[nodiscard]] yaml::Mark place(const YAML::Mark& mark) const {
    return skeleton_.original(
        yaml::Mark{static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)});
  }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {
    if (std::exchange(started_, true)) composer_.step_out();  // the gate knows of one document only
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { composer_.null(place(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { composer_.alias(place(mark), anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    composer_.scalar(place(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    composer_.begin(place(mark), Type::list, tag, anchor);
  }
  void OnSequenceEnd() override { composer_.end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    composer_.begin(place(mark), Type::map, tag, anchor);
  }
  void OnMapEnd() override { composer_.end(); }
  void OnAnchor(const YAML::Mark& /*mark*/, const std::string& name) override { composer_.name_anchor(name); }

 private:
  Composer& composer_;
  const Skeleton& skeleton_;
  bool started_ = false;
};

/// What came of one reading.
struct Reading {
  Value value;
  Diagnostics diagnostics;
  Diagnostics refusal;  ///< yaml-cpp's own
  bool complete = false;
};

/// The words for an exception of yaml-cpp's, where the gate let something pass that it does not take.
void report(const YAML::Exception& exception, const yaml::Mark& mark, const std::string* file,
            Diagnostics& diagnostics) {
  namespace words = YAML::ErrorMsg;
  const std::string& why = exception.msg;
  const bool indentation = why == words::END_OF_MAP || why == words::END_OF_SEQ;
  const bool brackets = why == words::END_OF_MAP_FLOW || why == words::END_OF_SEQ_FLOW || why == words::FLOW_END;
  const std::string message = indentation ? "this line does not fit the lines above it"
                              : brackets  ? "a bracket or a comma is missing here"
                                          : "the YAML cannot be read here: " + why;
  const std::string fix = indentation ? "check its indentation, and that no `- ` or `:` is missing"
                          : brackets  ? "check that each [ and { is closed, and the commas between the items"
                                      : "quote the text, or write it in a simpler way";
  diagnostics.error(yaml::span_of(file, mark.line, mark.column, 1), message, fix);
}

/// Lets yaml-cpp read the skeleton, or all, of the text. Its exceptions end here.
/// Marks of the whole text go through a skeleton without cuts, which changes nothing.
Reading read(std::string_view text, const Gated& gated, const YamlOptions& options, const std::string* file) {
  Reading reading;
  const Skeleton skeleton(text, options.feed == Feed::skeleton ? gated.cuts : std::vector<yaml::Cut>());
  Composer composer(text, gated, options, file, reading.diagnostics);
  Events events(composer, skeleton);
  TextBuffer buffer(skeleton.text());
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (composer.in_step() && parser.HandleNextDocument(events)) {
    }
  } catch (const YAML::Exception& exception) {
    report(exception, events.place(exception.mark), file, reading.refusal);
  }
  reading.complete = composer.complete();
  if (!reading.complete) composer.abandon();
  reading.value = composer.take();
  return reading;
}

/// Adds the findings of a reading that are not consequences of what the gate found.
void append_trusted(const Diagnostics& findings, const Gated& gated, Diagnostics& diagnostics) {
  for (const Diagnostic& finding : findings.all())
    if (finding.span.line < gated.derailed) diagnostics.add(finding);
}

/// Drops a last line of nothing but spaces. It means nothing, but yaml-cpp would
/// add it to a folded scalar.
std::string_view without_last_spaces(std::string_view text) {
  const std::size_t last = text.find_last_not_of(' ');
  if (last != std::string_view::npos && text[last] == '\n') text = text.substr(0, last + 1);
  return text;
}

/// Refuses what is not worth a look: offsets are 32 bits wide, and a file of
/// another encoding would be one error after the other.
bool refuse_whole(std::string_view text, const std::string* file, Diagnostics& diagnostics) {
  constexpr std::size_t most_bytes = 1U << 30U;
  const Span start = yaml::span_of(file, 1, 1, 0);
  if (text.size() > most_bytes) {
    diagnostics.error(start, "the file is larger than 1 GiB", "split it, or refer to its contents by path");
  } else if (yaml::is_wide_encoding(text)) {
    diagnostics.error(start, "the file is not UTF-8: its first bytes are those of UTF-16 or of a binary file",
                      "save it as UTF-8");
  }
  return text.size() > most_bytes || yaml::is_wide_encoding(text);
}

}  // namespace

/// The gate reports what it finds; the composer adds what it finds above the
/// place where the structure went wrong. Only a text that the gate has nothing
/// to say about may be blamed by yaml-cpp, or by a disagreement of the two.
Value parse_yaml(std::string_view text, std::string_view file, Diagnostics& diagnostics, const YamlOptions& options) {
  const std::string* name = intern_file(file);
  if (refuse_whole(text, name, diagnostics)) return Value::null();
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = without_last_spaces(text);

  Diagnostics findings;
  const Gated gated = yaml::gate(text, name, findings);
  Reading reading;
  if (gated.readable) reading = read(text, gated, options, name);
  const bool clean = !findings.has_errors();
  if (clean && !reading.complete && options.feed == Feed::skeleton)
    reading = read(text, gated, {Feed::whole, options.open_secret, options.sealed}, name);
  if (clean && reading.refusal.empty() && !reading.complete && reading.diagnostics.empty())
    reading.refusal.error(yaml::span_of(name, 1, 1, 0), "this YAML can be read in more than one way",
                          "write it in a simpler way: quote texts, and put keys and values on one line");
  if (clean) findings.append(reading.refusal);
  append_trusted(reading.diagnostics, gated, findings);
  const bool failed = findings.has_errors();
  diagnostics.append(findings);
  return failed ? Value::null() : std::move(reading.value);
}

Value parse_yaml(std::string_view text, std::string_view file, Diagnostics& diagnostics, Feed feed) {
  return parse_yaml(text, file, diagnostics, YamlOptions{feed});
}

}  // namespace converge
