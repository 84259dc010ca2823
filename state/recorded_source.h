// SPDX-License-Identifier: MIT
// state/recorded_source.h: a source that remembers every question and answer,
// so that what was made from the answers can be reused while they still hold.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/core/source.h"
#include "engine/core/value.h"

namespace converge {

/// One question to a source and the digest of its answer.
struct RecordedAnswer {
  std::string question;  ///< "read", "open", "stat" or "list"
  std::string path;
  std::string digest;  ///< SHA-256 over the answer; errors count by their code
};

/// Passes every call on and keeps a record. The inner source must outlive it.
class RecordedSource final : public Source {
 public:
  explicit RecordedSource(const Source& inner) : inner_(inner) {}

  Result<std::string> read(const std::string& path) const override;
  Result<std::unique_ptr<ContentReader>> open(const std::string& path) const override;
  Result<SourceEntry> stat(const std::string& path) const override;
  Result<std::vector<SourceEntry>> list(const std::string& path) const override;
  [[nodiscard]] std::string revision() const override { return inner_.revision(); }
  [[nodiscard]] std::string describe() const override { return inner_.describe(); }

  /// What was asked so far. A file that was opened counts once it was read to its end.
  [[nodiscard]] std::vector<RecordedAnswer> answers() const;

 private:
  friend class RecordingReader;
  void note(std::string question, const std::string& path, std::string digest) const;

  const Source& inner_;
  mutable std::mutex mutex_;
  mutable std::vector<RecordedAnswer> answers_;
};

/// Asks every question again; whether all answers are still the same. A Git
/// revision cannot change, so there equal revisions are enough.
bool still_holds(const Source& source, const std::vector<RecordedAnswer>& answers);

/// Answers as JSON and back; malformed ones come back empty.
Value to_value(const std::vector<RecordedAnswer>& answers);
/// Reads them back; none where the value is malformed.
std::vector<RecordedAnswer> answers_of(const Value& value);

}  // namespace converge
