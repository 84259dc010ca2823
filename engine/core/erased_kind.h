// SPDX-License-Identifier: MIT
// engine/core/erased_kind.h: the body of erase(); include kind.h instead.
#pragma once

#include "engine/core/kind.h"

namespace converge {

/// A kind behind the engine's boxed interface.
template <ResourceKind K>
class ErasedKind final : public Kind {
 public:
  using Desired = typename K::Desired;
  using Actual = typename K::Actual;
  using Change = typename K::Change;

  explicit ErasedKind(K kind) : kind_(std::move(kind)) {}

  [[nodiscard]] const Schema& schema() const override { return K::schema(); }
  [[nodiscard]] KindLaw law() const override { return K::law; }
  [[nodiscard]] Rank rank() const override { return K::rank; }
  [[nodiscard]] Lane lane() const override { return K::lane; }
  [[nodiscard]] std::optional<Boxed> parse(const Value& attributes, Diagnostics& diagnostics) const override {
    auto want = K::parse(attributes, diagnostics);
    if (!want) return std::nullopt;
    return Boxed(std::move(*want));
  }
  [[nodiscard]] Claims claims(const Boxed& want) const override { return K::claims(get<Desired>(want)); }
  [[nodiscard]] std::vector<Boxed> diff(const Boxed& want, const Boxed& have, Refresh refresh) const override {
    std::vector<Boxed> boxed;
    for (Change& change : K::diff(get<Desired>(want), get<Actual>(have), refresh)) boxed.emplace_back(std::move(change));
    return boxed;
  }
  [[nodiscard]] Step describe(const Boxed& change) const override { return K::describe(get<Change>(change)); }
  [[nodiscard]] std::vector<Key> moves(const Boxed& change) const override {
    if constexpr (requires(const Change& typed) { K::moves(typed); })
      return K::moves(get<Change>(change));
    else
      return Kind::moves(change);
  }
  [[nodiscard]] std::vector<Obstacle> obstacles(const Boxed& want, const Boxed& have) const override {
    if constexpr (requires(const Desired& wanted, const Actual& found) { K::obstacles(wanted, found); })
      return K::obstacles(get<Desired>(want), get<Actual>(have));
    else
      return Kind::obstacles(want, have);
  }
  [[nodiscard]] std::string defers(const Boxed& want, const Boxed& have) const override {
    if constexpr (requires(const Desired& wanted, const Actual& found) { K::defers(wanted, found); })
      return K::defers(get<Desired>(want), get<Actual>(have));
    else
      return Kind::defers(want, have);
  }
  [[nodiscard]] std::optional<std::int64_t> refreshed_ms(const Boxed& have) const override {
    if constexpr (requires(const Actual& found) { K::refreshed_ms(found); })
      return K::refreshed_ms(get<Actual>(have));
    else
      return Kind::refreshed_ms(have);
  }
  [[nodiscard]] Refresh owes(const Boxed& change) const override {
    if constexpr (requires(const Change& typed) { K::owes(typed); })
      return K::owes(get<Change>(change));
    else
      return Kind::owes(change);
  }
  std::vector<std::optional<Clash>> clashes(std::span<const Boxed* const> wants, std::stop_token stop) override {
    if constexpr (requires(K & kind, std::span<const Desired* const> typed) { kind.clashes(typed, stop); })
      return kind_.clashes(typed_wants(wants), std::move(stop));
    else
      return Kind::clashes(wants, std::move(stop));
  }
  [[nodiscard]] std::vector<std::string> leaves(const Boxed& want, const Boxed& have) const override {
    if constexpr (requires(const Desired& asked, const Actual& found) { K::leaves(asked, found); })
      return K::leaves(get<Desired>(want), get<Actual>(have));
    else
      return Kind::leaves(want, have);
  }
  [[nodiscard]] std::vector<Observation> observe(const Boxed& want, const Boxed& have) const override {
    return K::observe(get<Desired>(want), get<Actual>(have));
  }
  [[nodiscard]] Inverse inverse(const Boxed& want, const Boxed& have) const override {
    return K::inverse(get<Desired>(want), get<Actual>(have));
  }
  std::vector<Result<Boxed>> probe(std::span<const Boxed* const> wants, std::stop_token stop) override {
    const std::vector<const Desired*> typed = typed_wants(wants);
    std::vector<Result<Boxed>> boxed;
    boxed.reserve(wants.size());
    for (Result<Actual>& actual : kind_.probe(typed, std::move(stop))) {
      if (actual) boxed.emplace_back(Boxed(std::move(*actual)));
      else boxed.emplace_back(fail(std::move(actual.error())));
    }
    return boxed;
  }
  std::vector<Result<Forecast>> forecast(std::span<const std::vector<Boxed>* const> work,
                                         std::stop_token stop) override {
    const Unboxed unboxed(work);
    return kind_.forecast(unboxed.spans, std::move(stop));
  }
  std::vector<Result<Applied>> apply(std::span<const std::vector<Boxed>* const> work,
                                     std::stop_token stop) override {
    const Unboxed unboxed(work);
    return kind_.apply(unboxed.spans, std::move(stop));
  }

 private:
  template <typename T>
  static const T& get(const Boxed& boxed) {
    return *std::any_cast<T>(&boxed);  // another kind's value here is a bug: crash at once
  }

  static std::vector<const Desired*> typed_wants(std::span<const Boxed* const> wants) {
    std::vector<const Desired*> typed;
    typed.reserve(wants.size());
    for (const Boxed* want : wants) typed.push_back(&get<Desired>(*want));
    return typed;
  }

  /// The typed copies of a batch of changes, and a span for each resource of it.
  struct Unboxed {
    std::vector<std::vector<Change>> changes;
    std::vector<std::span<const Change>> spans;
    explicit Unboxed(std::span<const std::vector<Boxed>* const> work) {
      changes.reserve(work.size());
      for (const std::vector<Boxed>* boxes : work) {
        std::vector<Change>& typed = changes.emplace_back();
        for (const Boxed& box : *boxes) typed.push_back(get<Change>(box));
      }
      for (const std::vector<Change>& typed : changes) spans.emplace_back(typed);
    }
  };

  K kind_;
};

template <ResourceKind K>
std::unique_ptr<Kind> erase(K kind) {
  return std::make_unique<ErasedKind<K>>(std::move(kind));
}

}  // namespace converge
