// SPDX-License-Identifier: MIT
// engine/core/kind.h: what a resource kind is.
//
// Desired, Actual and Change are plain values. Everything is pure except the
// three doors: probe() and forecast() only read, apply() writes. Law 1, which
// tests/conformance checks for every state kind: after apply(diff(want, have)),
// a fresh probe's diff is empty. Law 2, for action kinds: they say when they
// act and are never "in sync".
#pragma once

#include <any>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/change.h"
#include "engine/core/diagnostic.h"
#include "engine/core/result.h"
#include "engine/core/schema.h"

namespace converge {

/// Whether a kind describes a state or an action (law 1 or law 2).
enum class KindLaw { state, action };

/// How the executor feeds a kind: how many batches at once, how large each.
struct Lane {
  std::size_t depth = 1;
  std::size_t batch = static_cast<std::size_t>(-1);
};

/// The place of a kind in the soft order within a role (DESIGN: repositories
/// first, checks last). Kinds of one rank are not ordered among each other.
enum class Rank : std::uint8_t { repository, package, user, file, module, unit, gpu, check, none };

/// One attribute as probed: the part of an Actual that its Desired manages.
struct Observation {
  std::string attribute;
  std::string value;
  bool operator==(const Observation&) const = default;
};

/// Whom a change told to refresh.
struct Told {
  ResourceId resource;
  Refresh refresh = Refresh::restart;
  bool operator==(const Told&) const = default;
};

/// How to put a resource back to what it was: attributes of the same kind, or why
/// not. Two of the attributes are for the engine as well: `$left` says within which
/// bounds what others did is left alone, and is taken out where it is to be
/// overwritten; into a `$goes` list it puts the paths that the same undo takes away.
struct Inverse {
  std::optional<Value> attributes;
  std::string reason;          ///< why it cannot be undone, where it cannot
  /// Attributes of what the change leaves behind. While their diff is empty
  /// nobody else has been there since, and the way back loses nothing.
  std::optional<Value> left = {};
  std::vector<Told> told = {};  ///< who has to know when it is put back; added by the executor
  std::vector<std::string> lost = {};  ///< what `attributes` do not bring back, each with its reason
};

/// What an apply has to tell beyond success: bounded output of a program, for people.
struct Applied {
  std::string output;
};

/// What a forecast adds to a change: a unified diff, further rows it entails.
struct Forecast {
  std::string text_diff;
  std::vector<Step> entails;
};

/// What would make a planned change fail as things stand.
struct Obstacle {
  Error error;              ///< as an apply would tell it
  std::vector<Key> clears;  ///< a change of one of these, earlier in the run, takes it out of the way
};

/// Two resources that meet in one thing of this machine, though the compiler could not see it.
struct Clash {
  std::size_t other = 0;  ///< its index among those asked about
  std::string words;      ///< end where the name of the other one belongs
  std::string advice;
};

template <typename K>
concept ResourceKind =
    std::equality_comparable<typename K::Desired> && std::equality_comparable<typename K::Actual> &&
    std::equality_comparable<typename K::Change> &&
    requires(K& kind, const typename K::Desired& want, const typename K::Actual& have,
             const typename K::Change& change, const Value& attributes, Diagnostics& diagnostics,
             std::span<const typename K::Desired* const> wants,
             std::span<const std::span<const typename K::Change>> work, std::stop_token stop) {
      { K::schema() } -> std::same_as<const Schema&>;
      { K::law } -> std::convertible_to<KindLaw>;
      { K::rank } -> std::convertible_to<Rank>;
      { K::lane } -> std::convertible_to<Lane>;

      // Pure: no I/O, clock, environment or globals. Tested by golden tables.
      // `attributes` are normalised by the schema; what they cannot mean together is reported.
      { K::parse(attributes, diagnostics) } -> std::same_as<std::optional<typename K::Desired>>;
      { K::claims(want) } -> std::same_as<Claims>;
      { K::diff(want, have, Refresh::no) } -> std::same_as<std::vector<typename K::Change>>;
      { K::describe(change) } -> std::same_as<Step>;
      { K::observe(want, have) } -> std::same_as<std::vector<Observation>>;
      { K::inverse(want, have) } -> std::same_as<Inverse>;

      // Doors, batched. Element i answers input i. What cannot be read is an Error, never "absent".
      { kind.probe(wants, stop) } -> std::same_as<std::vector<Result<typename K::Actual>>>;
      { kind.forecast(work, stop) } -> std::same_as<std::vector<Result<Forecast>>>;
      { kind.apply(work, stop) } -> std::same_as<std::vector<Result<Applied>>>;
    };

using Boxed = std::any;  ///< a kind's Desired, Actual or Change, as the engine holds it

/// The engine's view of a kind: the same operations over boxed values, so that
/// engine/ compiles, and is tested, without resources/.
class Kind {
 public:
  virtual ~Kind() = default;
  [[nodiscard]] virtual const Schema& schema() const = 0;
  [[nodiscard]] virtual KindLaw law() const = 0;
  [[nodiscard]] virtual Rank rank() const = 0;
  [[nodiscard]] virtual Lane lane() const = 0;
  [[nodiscard]] virtual std::optional<Boxed> parse(const Value& attributes, Diagnostics& diagnostics) const = 0;
  [[nodiscard]] virtual Claims claims(const Boxed& want) const = 0;
  [[nodiscard]] virtual std::vector<Boxed> diff(const Boxed& want, const Boxed& have, Refresh refresh) const = 0;
  [[nodiscard]] virtual Step describe(const Boxed& change) const = 0;
  /// What a change moves beyond what the resource provides, owns and shares. A
  /// kind whose changes move nothing else leaves K::moves() out.
  [[nodiscard]] virtual std::vector<Key> moves(const Boxed& change) const;
  /// What stands in the way of the changes, as far as the probe could see. Left out likewise.
  [[nodiscard]] virtual std::vector<Obstacle> obstacles(const Boxed& want, const Boxed& have) const;
  /// What of the wish cannot be had on this machine as it runs now, such as a folder that has yet to boot, and will
  /// be later: in words, "" for nothing. The diff holds only what can be had. Left out likewise.
  [[nodiscard]] virtual std::string defers(const Boxed& want, const Boxed& have) const;
  /// When what runs here took in its inputs (unix ms): a refresh for an input that changed before is done.
  /// Nothing where that cannot be told. Left out likewise.
  [[nodiscard]] virtual std::optional<std::int64_t> refreshed_ms(const Boxed& have) const;
  /// The refresh of its own resource that is lost if a run ends right behind this change: it is owed from before the
  /// change until the resource has converged. Left out likewise.
  [[nodiscard]] virtual Refresh owes(const Boxed& change) const;
  /// What a way back leaves as it is because it is not the run's doing, in words.
  /// Kinds whose inverse has nothing to leave do without K::leaves().
  [[nodiscard]] virtual std::vector<std::string> leaves(const Boxed& want, const Boxed& have) const;
  [[nodiscard]] virtual std::vector<Observation> observe(const Boxed& want, const Boxed& have) const = 0;
  [[nodiscard]] virtual Inverse inverse(const Boxed& want, const Boxed& have) const = 0;
  /// Asked once in a run, with all resources of the kind: whom each meets. Reads
  /// only; element i answers wants[i], and no element means that none do. Left out likewise.
  virtual std::vector<std::optional<Clash>> clashes(std::span<const Boxed* const> wants, std::stop_token stop);
  /// What is there. Element i answers wants[i]; an Error where it cannot be read, never "absent".
  virtual std::vector<Result<Boxed>> probe(std::span<const Boxed* const> wants, std::stop_token stop) = 0;
  /// What the changes of each resource would entail; reads only.
  virtual std::vector<Result<Forecast>> forecast(std::span<const std::vector<Boxed>* const> work,
                                                 std::stop_token stop) = 0;
  /// Makes the changes of each resource, in their order; the first failure of one ends only that one.
  virtual std::vector<Result<Applied>> apply(std::span<const std::vector<Boxed>* const> work,
                                             std::stop_token stop) = 0;
};

/// Boxes a kind for the engine. The kind object owns its port to the machine.
template <ResourceKind K>
std::unique_ptr<Kind> erase(K kind);

/// The kinds that a program knows, by name, in a fixed order.
class Registry {
 public:
  /// Adds a kind; its name must be new.
  void add(std::unique_ptr<Kind> kind) { kinds_.push_back(std::move(kind)); }
  [[nodiscard]] Kind* find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Kind>>& all() const { return kinds_; }
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  std::vector<std::unique_ptr<Kind>> kinds_;
};

}  // namespace converge

#include "engine/core/erased_kind.h"  // erase()'s body
