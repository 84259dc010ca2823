// SPDX-License-Identifier: MIT
// engine/template/failure.h: how the inside of the engine gives up. Private to this folder.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace converge::templates {

/// A place in a template's own text. Lines and columns count from 1; columns count bytes.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// Thrown where a template is wrong; caught by the public functions, which turn it
/// into a Diagnostic. It never leaves engine/template. Messages name types, never
/// the text of a value: a value may be secret.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& message, std::string fix = "")
      : std::runtime_error(message), fix_(std::move(fix)) {}
  [[nodiscard]] const std::string& fix() const { return fix_; }

 private:
  std::string fix_;
};

/// A failure whose place is known already.
class PlacedFailure : public Failure {
 public:
  PlacedFailure(Place place, const std::string& message, std::string fix = "")
      : Failure(message, std::move(fix)), place_(place) {}
  PlacedFailure(Place place, const Failure& failure) : Failure(failure.what(), failure.fix()), place_(place) {}
  [[nodiscard]] Place place() const { return place_; }

 private:
  Place place_;
};

/// A variable that is not there; who knows the scope adds what was meant.
class UndefinedName : public Failure {
 public:
  UndefinedName(std::string name, const std::string& message) : Failure(message), name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// Whether a failure may say why. Messages that quote what they were given do so between
/// ''; where that may be a secret, only who failed is told.
enum class Candor : std::uint8_t { open, guarded };
template <typename Compute>
auto with_candor(Candor candor, std::string_view who, Compute compute) {
  if (candor == Candor::open) return compute();
  try {
    return compute();
  } catch (const Failure& failure) {
    if (std::string_view(failure.what()).find('\'') == std::string_view::npos) throw;
    throw Failure(std::string(who) + " fails on a secret value, which the reason would show");
  }
}

/// 'word' between quotes, for messages.
inline std::string quoted(std::string_view word) { return "'" + std::string(word) + "'"; }

}  // namespace converge::templates
