// SPDX-License-Identifier: MIT
#include "state/recorded_source.h"

#include <algorithm>
#include <array>

#include "engine/core/hash.h"

namespace converge {

namespace {

std::string error_digest(const Error& error) { return "error " + std::string(error_code_name(error.code)); }

std::string entry_text(const SourceEntry& entry) {
  const std::string type = std::to_string(static_cast<int>(entry.type));
  return type + (entry.executable ? "x" : "-") + std::to_string(entry.size) + ":" + std::to_string(entry.name.size()) +
         ":" + entry.name + entry.target + "\n";
}

std::string digest_of(const Result<std::string>& answer) {
  return answer ? sha256(*answer) : error_digest(answer.error());
}

std::string digest_of(const Result<SourceEntry>& answer) {
  return answer ? sha256(entry_text(*answer)) : error_digest(answer.error());
}

std::string digest_of(const Result<std::vector<SourceEntry>>& answer) {
  if (!answer) return error_digest(answer.error());
  std::string text;
  for (const SourceEntry& entry : *answer) text += entry_text(entry);
  return sha256(text);
}

std::string digest_of(Result<std::unique_ptr<ContentReader>> answer) {
  if (!answer) return error_digest(answer.error());
  Sha256 digest;
  std::array<char, 65536> buffer{};
  while (true) {
    const Result<std::size_t> got = (*answer)->read(buffer);
    if (!got) return error_digest(got.error());
    if (*got == 0) return digest.finish();
    digest.update({buffer.data(), *got});
  }
}

std::string ask(const Source& source, const RecordedAnswer& answer) {
  if (answer.question == "read") return digest_of(source.read(answer.path));
  if (answer.question == "open") return digest_of(source.open(answer.path));
  if (answer.question == "stat") return digest_of(source.stat(answer.path));
  if (answer.question == "list") return digest_of(source.list(answer.path));
  return "";
}

}  // namespace

/// Digests what it hands on, and notes the digest at the end of the file.
class RecordingReader final : public ContentReader {
 public:
  RecordingReader(const RecordedSource& record, std::string path, std::unique_ptr<ContentReader> inner)
      : record_(record), path_(std::move(path)), inner_(std::move(inner)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    Result<std::size_t> got = inner_->read(buffer);
    if (got && *got != 0) digest_.update({buffer.data(), *got});
    if (got && *got == 0) record_.note("open", path_, digest_.finish());
    return got;
  }

 private:
  const RecordedSource& record_;
  std::string path_;
  std::unique_ptr<ContentReader> inner_;
  Sha256 digest_;
};

Result<std::string> RecordedSource::read(const std::string& path) const {
  Result<std::string> answer = inner_.read(path);
  note("read", path, digest_of(answer));
  return answer;
}

Result<std::unique_ptr<ContentReader>> RecordedSource::open(const std::string& path) const {
  auto answer = inner_.open(path);
  if (!answer) {
    note("open", path, error_digest(answer.error()));
    return answer;
  }
  return std::make_unique<RecordingReader>(*this, path, std::move(*answer));
}

Result<SourceEntry> RecordedSource::stat(const std::string& path) const {
  Result<SourceEntry> answer = inner_.stat(path);
  note("stat", path, digest_of(answer));
  return answer;
}

Result<std::vector<SourceEntry>> RecordedSource::list(const std::string& path) const {
  auto answer = inner_.list(path);
  note("list", path, digest_of(answer));
  return answer;
}

std::vector<RecordedAnswer> RecordedSource::answers() const {
  const std::lock_guard lock(mutex_);
  return answers_;
}

void RecordedSource::note(std::string question, const std::string& path, std::string digest) const {
  const std::lock_guard lock(mutex_);
  answers_.push_back({std::move(question), path, std::move(digest)});
}

bool still_holds(const Source& source, const std::vector<RecordedAnswer>& answers) {
  if (!source.revision().empty()) return true;
  return std::ranges::all_of(answers,
                             [&](const RecordedAnswer& answer) { return ask(source, answer) == answer.digest; });
}

Value to_value(const std::vector<RecordedAnswer>& answers) {
  Value list = Value::list();
  for (const RecordedAnswer& answer : answers) {
    list.push_back(
        Value::list({Value::string(answer.question), Value::string(answer.path), Value::string(answer.digest)}));
  }
  return list;
}

std::vector<RecordedAnswer> answers_of(const Value& value) {
  std::vector<RecordedAnswer> answers;
  if (!value.is_list()) return answers;
  for (const Value& item : value.items()) {
    if (!item.is_list() || item.items().size() != 3) return {};
    answers.push_back({item.items()[0].text(), item.items()[1].text(), item.items()[2].text()});
  }
  return answers;
}

}  // namespace converge
