// SPDX-License-Identifier: MIT
#include "engine/template/operand.h"

#include <algorithm>

#include "engine/core/diagnostic.h"
#include "engine/template/characters.h"
#include "engine/template/failure.h"

namespace converge::templates {

Operand Operand::undefined(std::string reason) {
  return Operand(Payload(std::make_shared<const Undefined>(Undefined{std::move(reason), "", nullptr, Absence::error})));
}

Operand Operand::silent(std::string reason) {
  return Operand(
      Payload(std::make_shared<const Undefined>(Undefined{std::move(reason), "", nullptr, Absence::silent})));
}

Operand Operand::undefined_name(std::string name) {
  std::string reason = quoted(name) + " is undefined";
  return Operand(Payload(
      std::make_shared<const Undefined>(Undefined{std::move(reason), std::move(name), nullptr, Absence::error})));
}

Operand Operand::undefined_key(std::string key, const Operand& map) {
  const auto& within = std::get<std::shared_ptr<const Mapping>>(map.payload_);
  std::string reason = within->source() ? within->source()->lack() : "a map has no key " + quoted(key);
  // The keys of a secret are as secret as it is.
  return Operand(Payload(std::make_shared<const Undefined>(
      Undefined{std::move(reason), std::move(key), map.secret_ ? nullptr : within, Absence::error})));
}

Operand Operand::string(std::string text) {
  return Operand(Payload(std::make_shared<const std::string>(std::move(text))));
}

void check_text(std::uint64_t size) {
  if (size > longest_text) throw Failure("the text would become longer than 16 MiB", "make it in smaller parts");
}

void check_list(std::uint64_t size) {
  if (size > longest_list) throw Failure("the list would have more than 1000000 items", "make it in smaller parts");
}

namespace {

/// Adds a part to a whole; what could not be walked is refused here, before it exists.
void add_extent(Extent& whole, const Operand& part) {
  if (part.kind() == Operand::Kind::space || part.kind() == Operand::Kind::loop)
    throw Failure(std::string(part.phrase()) + " cannot be put into a list or map", "put its attributes there");
  const Extent extent = part.extent();
  whole.depth = std::max(whole.depth, extent.depth + 1);
  whole.weight += extent.weight;
  if (whole.depth > 100) throw Failure("lists and maps are nested more than 100 deep");
  if (whole.weight > 4 * longest_list) throw Failure("lists and maps hold more than 4000000 values");
}

}  // namespace

Extent Operand::extent() const {
  if (is_sequence()) return std::get<std::shared_ptr<const Sequence>>(payload_)->extent;
  if (is_mapping()) return entries("").extent();
  return {};
}

void Mapping::measure() {
  extent_ = {};
  for (const Entry& entry : entries_) add_extent(extent_, entry.second);
}

Operand Operand::sequence(Operands items, Shape shape) {
  check_list(items.size());
  Extent extent;
  for (const Operand& item : items) add_extent(extent, item);
  const bool holds = std::any_of(items.begin(), items.end(), [](const Operand& item) { return item.tainted(); });
  Operand out(Payload(std::make_shared<const Sequence>(Sequence{std::move(items), shape, extent})));
  if (holds) out.mark_holding();
  return out;
}

Operand Operand::mapping(Mapping entries) {
  if (entries.source()) return Operand(Payload(std::make_shared<const Mapping>(std::move(entries))));
  entries.measure();
  const auto& all = entries.all();
  const bool holds = std::any_of(all.begin(), all.end(), [](const auto& entry) { return entry.second.tainted(); });
  Operand out(Payload(std::make_shared<const Mapping>(std::move(entries))));
  if (holds) out.mark_holding();
  return out;
}

bool Operand::lazily_tainted() const {
  const Mapping& map = entries("");
  if (!map.source()) return false;
  return std::any_of(map.all().begin(), map.all().end(), [](const auto& entry) { return entry.second.tainted(); });
}

bool Operand::is_tuple() const {
  return is_sequence() && std::get<std::shared_ptr<const Sequence>>(payload_)->shape == Shape::tuple;
}

namespace {

constexpr std::string_view give_one = "give it a value, or use |default(...)";

std::string advice(const Undefined& nothing) {
  std::string text(give_one);
  if (!nothing.variable.empty()) text += "; `converge why --var " + nothing.variable + " HOST` tells where " + nothing.variable + " is set";
  return text;
}

/// The key that was likely meant.
std::string suggestion(const Undefined& nothing) {
  const std::vector<std::string> keys = nothing.within->keys();
  const std::string near = nearest(nothing.name, {keys.begin(), keys.end()});
  if (!near.empty()) return "did you mean " + quoted(near) + "?";
  return nothing.within->source() ? nothing.within->source()->advice() : advice(nothing);
}

}  // namespace

const Operand& Operand::defined() const {
  if (!is_undefined()) return *this;
  const Undefined& nothing = *std::get<std::shared_ptr<const Undefined>>(payload_);
  if (nothing.within) throw Failure(nothing.reason, suggestion(nothing));
  if (!nothing.name.empty() && nothing.reason.starts_with('\'')) throw UndefinedName(nothing.name, nothing.reason);
  throw Failure(nothing.reason, advice(nothing));
}

namespace {

[[noreturn]] void wrong_type(std::string_view who, std::string_view wanted, const Operand& operand) {
  operand.defined();
  throw Failure(std::string(who) + " needs " + std::string(wanted) + ", not " + std::string(operand.phrase()));
}

}  // namespace

bool Operand::flag(std::string_view who) const {
  if (!is_boolean()) wrong_type(who, "true or false", *this);
  return std::get<bool>(payload_);
}

std::int64_t Operand::number(std::string_view who) const {
  if (is_boolean()) return std::get<bool>(payload_) ? 1 : 0;
  if (kind() != Kind::integer) wrong_type(who, "an integer", *this);
  return std::get<std::int64_t>(payload_);
}

double Operand::real_number(std::string_view who) const {
  if (kind() == Kind::real) return std::get<double>(payload_);
  if (!is_number()) wrong_type(who, "a number", *this);
  return static_cast<double>(number(who));
}

const std::string& Operand::text(std::string_view who) const {
  if (!is_string()) wrong_type(who, "a string", *this);
  return *std::get<std::shared_ptr<const std::string>>(payload_);
}

const Operands& Operand::items(std::string_view who) const {
  if (!is_sequence()) wrong_type(who, "a list", *this);
  return std::get<std::shared_ptr<const Sequence>>(payload_)->items;
}

const Mapping& Operand::entries(std::string_view who) const {
  if (!is_mapping()) wrong_type(who, "a map", *this);
  return *std::get<std::shared_ptr<const Mapping>>(payload_);
}

Operand Operand::with_secret(bool also) const {
  Operand out = *this;
  out.secret_ = out.secret_ || also;
  return out;
}

std::string_view Operand::phrase() const {
  switch (kind()) {
    case Kind::undefined: return "an undefined value";
    case Kind::none: return "none";
    case Kind::boolean: return "a boolean";
    case Kind::integer: return "an integer";
    case Kind::real: return "a number with a fraction";
    case Kind::string: return "a string";
    case Kind::sequence: return is_tuple() ? "a tuple" : "a list";
    case Kind::mapping: return "a map";
    case Kind::macro: return "a macro";
    case Kind::space: return "a namespace";
    case Kind::loop: return "the loop";
  }
  return "nothing";
}

namespace {
constexpr std::size_t small_map = 12;
}

std::size_t Mapping::position(std::string_view key) const {
  if (!index_.empty()) {
    const auto found = index_.find(std::string(key));
    return found == index_.end() ? entries_.size() : found->second;
  }
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.first == key; });
  return static_cast<std::size_t>(found - entries_.begin());
}

bool Mapping::has(std::string_view key) const {
  return source_ ? source_->has(key) : position(key) != entries_.size();
}

std::vector<std::string> Mapping::keys() const {
  if (source_) return source_->keys();
  std::vector<std::string> keys;
  keys.reserve(entries_.size());
  for (const Entry& entry : entries_) keys.push_back(entry.first);
  return keys;
}

/// Before a lazy map changes, it becomes a plain one.
void Mapping::settle() {
  if (!source_) return;
  const std::shared_ptr<EntrySource> source = std::exchange(source_, nullptr);
  for (const Entry& entry : source->all()) set(entry.first, entry.second);
}

const Operand* Mapping::find(std::string_view key) const {
  if (source_) return source_->find(key);
  const std::size_t at = position(key);
  return at == entries_.size() ? nullptr : &entries_[at].second;
}

void Mapping::set(std::string_view key, Operand value) {
  settle();
  const std::size_t at = position(key);
  if (at != entries_.size()) {
    entries_[at].second = std::move(value);
    return;
  }
  entries_.emplace_back(std::string(key), std::move(value));
  if (!index_.empty()) {
    index_.emplace(std::string(key), at);
  } else if (entries_.size() > small_map) {
    for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i].first, i);
  }
}

void Mapping::erase(std::string_view key) {
  settle();
  const std::size_t at = position(key);
  if (at == entries_.size()) return;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  index_.clear();
  if (entries_.size() > small_map)
    for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i].first, i);
}

namespace {

Operand convert(const Value& value) {
  switch (value.type()) {
    case Type::null: return {};
    case Type::boolean: return Operand::boolean(value.as_boolean());
    case Type::integer: return Operand::integer(value.as_integer());
    case Type::real: return Operand::real(value.as_real());
    case Type::string: return Operand::string(value.text());
    case Type::list: {
      Operands items;
      items.reserve(value.items().size());
      for (const Value& item : value.items()) items.push_back(from_value(item));
      return Operand::sequence(std::move(items));
    }
    case Type::map: {
      Mapping map;
      for (const converge::Entry& entry : value.entries()) map.set(entry.key, from_value(entry.value));
      return Operand::mapping(std::move(map));
    }
  }
  return {};
}

}  // namespace

Operand from_value(const Value& value) {
  return convert(value).with_secret(value.sensitivity() == Sensitivity::secret);
}

namespace {

Value plain_value(const Operand& operand, Span span) {
  using Kind = Operand::Kind;
  switch (operand.kind()) {
    case Kind::none: return Value::null(span);
    case Kind::boolean: return Value::boolean(operand.flag(""), span);
    case Kind::integer: return Value::integer(operand.number(""), span);
    case Kind::real: return Value::real(operand.real_number(""), span);
    case Kind::string: return Value::string(operand.text(""), span);
    case Kind::sequence: {
      Value list = Value::list({}, span);
      for (const Operand& item : operand.items("")) list.push_back(to_value(item, span));
      return list;
    }
    case Kind::mapping: {
      Map entries;
      for (const auto& [key, value] : operand.entries("").all())
        entries.push_back(converge::Entry{key, to_value(value, span), span});
      return Value::map(std::move(entries), span);
    }
    default: break;
  }
  operand.defined();
  throw Failure("the result is " + std::string(operand.phrase()) + ", which is no value");
}

}  // namespace

void check_value(const Operand& operand) {
  using Kind = Operand::Kind;
  if (operand.is_sequence())
    for (const Operand& item : operand.items("")) check_value(item);
  if (operand.is_mapping())
    for (const Mapping::Entry& entry : operand.entries("").all()) check_value(entry.second);
  const Kind kind = operand.defined().kind();
  if (kind == Kind::macro || kind == Kind::space || kind == Kind::loop)
    throw Failure("the result is " + std::string(operand.phrase()) + ", which is no value");
}

Value to_value(const Operand& operand, Span span) {
  Value out = plain_value(operand, span);
  if (operand.secret()) out.set_sensitivity(Sensitivity::secret);
  return out;
}

bool truth(const Operand& operand) {
  using Kind = Operand::Kind;
  switch (operand.kind()) {
    case Kind::undefined: operand.defined(); return false;
    case Kind::none: return false;
    case Kind::boolean: return operand.flag("");
    case Kind::integer: return operand.number("") != 0;
    case Kind::real: return operand.real_number("") != 0;
    case Kind::string: return !operand.text("").empty();
    case Kind::sequence: return !operand.items("").empty();
    case Kind::mapping: return !operand.entries("").empty();
    default: return true;
  }
}

Operands iterate(const Operand& operand, std::string_view who) {
  Operands out;
  if (operand.is_sequence()) {
    out = operand.items(who);
  } else if (operand.is_mapping()) {
    for (std::string& key : operand.entries(who).keys()) out.push_back(Operand::string(std::move(key)));
  } else if (operand.is_string()) {
    for (const std::string_view one : Characters(operand.text(who))) out.push_back(Operand::string(std::string(one)));
  } else {
    wrong_type(who, "a list, a map or a string", operand);
  }
  if (operand.secret())
    for (Operand& item : out) item.mark_secret();
  return out;
}

}  // namespace converge::templates
