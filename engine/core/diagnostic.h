// SPDX-License-Identifier: MIT
// engine/core/diagnostic.h: what is wrong with the user's input. All of it, not the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/span.h"

namespace converge {

/// An error stops the run before it touches anything; a warning does not.
enum class Severity : std::uint8_t { error, warning };

/// A second place that belongs to a diagnostic: "first written here".
struct Note {
  Span span;
  std::string message;
};

/// One finding about the user's files: what is wrong, where, and what to write instead.
struct Diagnostic {
  Severity severity = Severity::error;
  Span span;
  std::string message;
  std::string fix;  ///< what to do next, an imperative sentence; "" if there is nothing better to say
  std::vector<Note> notes;
};

/// Collects findings; order of arrival does not matter, sorted() is what is shown.
class Diagnostics {
 public:
  /// Records an error and returns it, so that a note can be added. The
  /// reference is valid until the next finding is recorded.
  Diagnostic& error(Span span, std::string message, std::string fix = "");
  /// Reports what is allowed and yet likely a mistake.
  Diagnostic& warning(Span span, std::string message, std::string fix = "");
  /// Takes a finding that somebody else has made.
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  /// Takes over all findings of another list.
  void append(const Diagnostics& other);

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] std::size_t error_count() const;
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  /// By file name, line and column; equal findings once.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
};

/// The candidate nearest to a mistyped word, or "" if none is near enough to
/// be what was meant (edit distance at most a third of the length, swaps count once).
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace converge
