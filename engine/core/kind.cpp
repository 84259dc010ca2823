// SPDX-License-Identifier: MIT
#include "engine/core/kind.h"

namespace converge {

std::vector<Key> Kind::moves(const Boxed& change) const {
  static_cast<void>(change);
  return {};
}

std::string Kind::defers(const Boxed& want, const Boxed& have) const {
  static_cast<void>(want);
  static_cast<void>(have);
  return "";
}

std::optional<std::int64_t> Kind::refreshed_ms(const Boxed& have) const {
  static_cast<void>(have);
  return std::nullopt;
}

Refresh Kind::owes(const Boxed& change) const {
  static_cast<void>(change);
  return Refresh::no;
}

std::vector<std::string> Kind::leaves(const Boxed& want, const Boxed& have) const {
  static_cast<void>(want);
  static_cast<void>(have);
  return {};
}

std::vector<Obstacle> Kind::obstacles(const Boxed& want, const Boxed& have) const {
  static_cast<void>(want);
  static_cast<void>(have);
  return {};
}

std::vector<std::optional<Clash>> Kind::clashes(std::span<const Boxed* const> wants, std::stop_token stop) {
  static_cast<void>(wants);
  static_cast<void>(stop);
  return {};
}

Kind* Registry::find(std::string_view name) const {
  for (const auto& kind : kinds_)
    if (kind->schema().kind == name) return kind.get();
  return nullptr;
}

std::vector<std::string_view> Registry::names() const {
  std::vector<std::string_view> names;
  names.reserve(kinds_.size());
  for (const auto& kind : kinds_) names.push_back(kind->schema().kind);
  return names;
}

}  // namespace converge
