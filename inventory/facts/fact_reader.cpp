// SPDX-License-Identifier: MIT
#include "inventory/facts/fact_reader.h"

#include <condition_variable>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "engine/core/diagnostic.h"

namespace converge {

namespace {

/// Where a reader leaves its answer; both sides own it, as either may go first.
struct Answer {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<Result<Value>> value;
};

/// A thread and not a signal or a second process: the calls that can hang (on a
/// dead disk, on a driver that holds its lock) return to nobody, and a thread is
/// what can be left without ending the run.
Result<Value> read_in_time(const Fact& fact, const FactPlace& place) {
  auto answer = std::make_shared<Answer>();
  try {
    std::thread([answer, place, read = fact.read] {
      Result<Value> value = read(place);
      const std::lock_guard lock(answer->mutex);
      answer->value = std::move(value);
      answer->arrived.notify_one();
    }).detach();
  } catch (const std::system_error& error) {
    return fail(ErrorCode::io, std::string("no thread could be started: ") + error.what());
  }
  std::unique_lock lock(answer->mutex);
  if (!answer->arrived.wait_for(lock, fact.deadline, [&] { return answer->value.has_value(); }))
    return fail(ErrorCode::timed_out, "no answer within " + std::to_string(fact.deadline.count()) + " ms");
  return std::move(*answer->value);
}

std::string while_reading(const Fact& fact) { return "reading the fact '" + std::string(fact.name) + "'"; }

/// The part of a fact behind its first dot.
Result<Value> part_of(const Value& value, std::string_view path, const std::string& name) {
  const Value* at = &value;
  while (!path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    path.remove_prefix(key.size() < path.size() ? key.size() + 1 : key.size());
    at = at->find(key);
    if (at == nullptr)
      return fail(ErrorCode::not_found, "there is no '" + std::string(key) + "' in the fact '" + name + "'");
  }
  return *at;
}

}  // namespace

FactReader::FactReader(std::string root, const std::vector<Fact>& table) : table_(table) {
  place_.root = std::move(root);
}

const Fact* FactReader::find(std::string_view name) const {
  for (const Fact& fact : table_)
    if (fact.name == name) return &fact;
  return nullptr;
}

std::vector<std::string_view> FactReader::names() const {
  std::vector<std::string_view> names;
  names.reserve(table_.size());
  for (const Fact& fact : table_) names.push_back(fact.name);
  return names;
}

Result<Value> FactReader::read(std::string_view name) {
  if (name.starts_with("facts.")) name.remove_prefix(6);
  const std::size_t dot = name.find('.');
  const std::string whole(name.substr(0, dot));
  const Fact* fact = find(whole);
  if (fact == nullptr) {
    const std::string guess = nearest(whole, names());
    return fail(ErrorCode::not_found,
                "there is no fact '" + whole + "'" + (guess.empty() ? "" : "; did you mean '" + guess + "'?"));
  }
  const std::lock_guard lock(mutex_);
  const Result<Value>& value = read_whole(*fact);
  if (!value || dot == std::string_view::npos) return value;
  return part_of(*value, name.substr(dot + 1), whole);
}

const Result<Value>& FactReader::read_whole(const Fact& fact) {
  if (const auto known = known_.find(fact.name); known != known_.end()) return known->second;
  Result<Value> value;
  if (fact.scope == FactScope::machine && !place_.is_running()) {
    value = fail(ErrorCode::unsupported, "a folder cannot tell it, only a running machine");
  } else {
    value = read_in_time(fact, place_);
  }
  if (!value) value = fail(std::move(value.error()).while_doing(while_reading(fact)));
  return known_.emplace(fact.name, std::move(value)).first->second;
}

}  // namespace converge
