// SPDX-License-Identifier: MIT
#include "engine/core/yaml/composer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/core/yaml/tags.h"

namespace converge::yaml {
namespace {

constexpr std::size_t most_aliased_nodes = 100'000;
constexpr std::size_t most_aliased_bytes = 16U << 20U;

/// What copying a value costs. The recursion is bounded: nothing deeper than
/// `deepest` is ever anchored.
Size measure(const Value& value) {
  Size size{1, value.text().size(), 0};
  const auto count = [&](const Value& inner) {
    const Size part = measure(inner);
    size.nodes += part.nodes;
    size.bytes += part.bytes;
    size.depth = std::max(size.depth, part.depth + 1);
  };
  if (value.is_list()) {
    for (const Value& item : value.items()) count(item);
  } else if (value.is_map()) {
    for (const Entry& entry : value.entries()) {
      count(entry.value);
      size.bytes += entry.key.size();
    }
  }
  return size;
}

}  // namespace

/// The next token, if it is marked there; it is then used up.
const Token* Composer::match(Mark mark) {
  if (next_token_ >= gated_.tokens.size()) return nullptr;
  const Token& token = gated_.tokens[next_token_];
  if (token.start.line != mark.line || token.start.column != mark.column) return nullptr;
  ++next_token_;
  return &token;
}

/// The scalar itself, without its anchor and tag.
Span Composer::span_of_token(const Token& token) const { return span_of(file_, token.place, token.length); }

/// Whether the node at hand is anchored for an alias; asked once per node.
bool Composer::take_keep() { return std::exchange(keep_, false); }

/// A null is written as a word, which is a token, or is an absent value, which
/// is none; its mark can then be that of whatever follows.
void Composer::null(Mark mark, std::size_t anchor) {
  const bool keep = take_keep();
  if (!in_step_) return;
  const Token* next = next_token_ < gated_.tokens.size() ? &gated_.tokens[next_token_] : nullptr;
  const bool written = next != nullptr && next->form == Form::plain && (next->role == Role::key) == wants_key() &&
                       is_null_word(text_.substr(next->place.offset, next->length)) && match(mark) != nullptr;
  if (written) {
    Value value = Value::plain(std::string(text_.substr(next->place.offset, next->length)), span_of_token(*next));
    return wants_key() ? add_key(*next, std::move(value)) : add(std::move(value), anchor, keep);
  }
  if (wants_key()) return step_out();
  const bool keyed = !frames_.empty() && frames_.back().pending;
  add(Value::null(keyed ? frames_.back().pending->key_span : span_of(file_, mark.line, mark.column, 0)), anchor, keep);
}

/// A scalar must be the next token and in the role, key or value, that the gate
/// gave it. The one exception is a tag with nothing behind it, which is no token.
void Composer::scalar(Mark mark, std::string_view tag, std::size_t anchor, const std::string& text) {
  const bool keep = take_keep();
  if (!in_step_) return;
  const Span mark_span = span_of(file_, mark.line, mark.column, 0);
  const Token* token = match(mark);
  if (token == nullptr && text.empty() && tag != "?" && !wants_key())  // "!!str" and nothing behind it
    return add(tagged_scalar(tag, "", Form::plain, {mark_span, mark_span}, secrets_, diagnostics_), anchor, keep);
  const bool wants = token != nullptr && token->form != Form::alias && (token->role == Role::key) == wants_key();
  if (!wants) return step_out();
  std::string content = text_of(*token, text);
  if (!in_step_) return;
  Value value =
      tagged_scalar(tag, std::move(content), token->form, {span_of_token(*token), mark_span}, secrets_, diagnostics_);
  if (!wants_key()) return add(std::move(value), anchor, keep);
  if (value.sensitivity() == Sensitivity::secret)
    diagnostics_.error(mark_span, "a key cannot be encrypted", "encrypt its value alone");
  add_key(*token, std::move(value));
}

/// The text of a scalar, checked against what stands in the file.
std::string Composer::text_of(const Token& token, const std::string& text) {
  const std::string_view written = text_.substr(token.place.offset, token.length);
  if (feed_ == Feed::skeleton && token.stand_in != StandIn::none) {
    const bool quotes = token.stand_in == StandIn::quotes;
    if (text != (quotes ? "" : letter)) step_out();
    return std::string(quotes ? written.substr(1, written.size() - 2) : written);
  }
  if (token.form == Form::plain && token.extent == Extent::one_line && text != written) step_out();
  if (token.form != Form::literal || feed_ == Feed::whole) return text;
  const bool expected = next_literal_ < gated_.literals.size() && text.empty() &&
                        &gated_.tokens[gated_.literals[next_literal_].token] == &token;
  if (!expected) {
    step_out();
    return "";
  }
  return literal_text(text_, gated_.literals[next_literal_++]);
}

/// Keeps a key until its value comes. One that is not text is reported and kept
/// as text, so that the map goes on.
void Composer::add_key(const Token& token, Value value) {
  Frame& frame = frames_.back();
  const Span span = span_of_token(token);
  if (!value.is_string()) {
    diagnostics_.error(span,
                       "the key " + std::string(text_.substr(token.place.offset, token.length)) + " is " +
                           std::string(type_phrase(value.type())) + ", not text",
                       "quote it: \"" + std::string(text_.substr(token.place.offset, token.length)) + "\"");
  }
  if (token.form == Form::plain && value.text() == "<<") frame.merges.push_back(frame.entries.size());
  frame.pending = Entry{value.take_text(), Value(), span};
}

/// Puts a copy of the anchored value here. Its own span becomes that of the
/// alias; what is within keeps the places where it was written.
void Composer::alias(Mark mark, std::size_t anchor) {
  if (!in_step_) return;
  const Token* token = match(mark);
  if (token == nullptr || token->form != Form::alias || wants_key()) return step_out();
  const Span span = span_of_token(*token);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    if (!overspent_)
      diagnostics_.error(span, "this alias stands within the value that it names", "a value cannot contain itself");
    return place(Value::null(span));
  }
  if (frames_.size() + found->second.size.depth > deepest)
    diagnostics_.error(span, "this alias nests lists and maps deeper than " + std::to_string(deepest) + " levels",
                       "write the inner ones as files or variables of their own");
  if (!charge(found->second.size, span)) return place(Value::null(span));
  Value copy = found->second.value;
  copy.set_span(span);
  place(std::move(copy));
}

/// Opens a list or map. One in the place of a key was reported by the gate.
void Composer::begin(Mark mark, Type type, std::string_view tag, std::size_t anchor) {
  const bool keep = take_keep();
  if (!in_step_) return;
  if (wants_key()) return step_out();
  const Span span = span_of(file_, mark.line, mark.column, 1);
  check_collection_tag(tag, type, span, diagnostics_);
  Frame& frame = frames_.emplace_back();
  frame.type = type;
  frame.span = span;
  frame.anchor = anchor;
  frame.keep = keep;
}

/// Closes the innermost list or map. Duplicates are judged before `<<` is
/// resolved: a key that overrides a merged one is no duplicate.
void Composer::end() {
  if (!in_step_) return;
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.type == Type::list) return add(Value::list(std::move(frame.items), frame.span), frame.anchor, frame.keep);
  check_duplicates(frame.entries);
  if (!frame.merges.empty()) apply_merges(frame);
  add(Value::map(std::move(frame.entries), frame.span), frame.anchor, frame.keep);
}

void Composer::abandon() {
  for (const Frame& frame : frames_) check_duplicates(frame.entries);
  frames_.clear();
  step_out();
}

/// Puts a complete value in its place, and keeps a copy if an alias asks for it.
void Composer::add(Value value, std::size_t anchor, bool keep) {
  if (anchor != 0 && keep) {
    const Size size = measure(value);
    if (charge(size, value.span())) anchors_.insert_or_assign(anchor, Anchored{value, size});
  }
  place(std::move(value));
}

/// Gives a value to the innermost list or map, or makes it the document.
void Composer::place(Value value) {
  if (frames_.empty()) {
    root_ = std::move(value);
  } else if (Frame& frame = frames_.back(); frame.type == Type::list) {
    frame.items.push_back(std::move(value));
  } else if (frame.pending) {
    frame.pending->value = std::move(value);
    frame.entries.push_back(std::move(*frame.pending));
    frame.pending.reset();
  } else {
    step_out();
  }
}

/// Whether so much more may be copied. The first time that it may not is reported.
bool Composer::charge(const Size& size, Span span) {
  spent_.nodes += size.nodes;
  spent_.bytes += size.bytes;
  const bool affordable = spent_.nodes <= most_aliased_nodes && spent_.bytes <= most_aliased_bytes;
  if (!affordable && !overspent_) {
    overspent_ = true;
    diagnostics_.error(span,
                       "aliases expand this file to more than " + std::to_string(most_aliased_nodes) + " values or " +
                           std::to_string(most_aliased_bytes >> 20U) + " MiB",
                       "repeat less: use variables, or split the file");
  }
  return affordable;
}

/// Sorts the keys rather than comparing all pairs: a map may have thousands.
/// The sort is stable, so the note names the one that is written first.
void Composer::check_duplicates(const Map& entries) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return entries[a].key < entries[b].key; });
  for (std::size_t first = 0, i = 1; i < order.size(); ++i) {
    if (entries[order[i]].key == entries[order[first]].key) {
      report_duplicate(entries[order[first]], entries[order[i]]);
    } else {
      first = i;
    }
  }
}

/// At the later key, with a note at the first.
void Composer::report_duplicate(const Entry& first, const Entry& second) {
  constexpr std::size_t most_duplicates = 500;
  if (++duplicates_ > most_duplicates) return;
  const std::string fix =
      second.key == "<<" ? "merge several maps with a list: `<<: [*a, *b]`" : "remove one of them, or rename it";
  Diagnostic& finding = diagnostics_.error(second.key_span, "the key `" + second.key + "` is written twice", fix);
  finding.notes.push_back(Note{first.key_span, "first written here"});
}

/// Replaces each `<<` by what its maps have and this map has not.
void Composer::apply_merges(Frame& frame) {
  std::unordered_set<std::string> taken;
  for (const Entry& entry : frame.entries) taken.insert(entry.key);
  Map out;
  out.reserve(frame.entries.size());
  auto merge = frame.merges.begin();
  for (std::size_t i = 0; i < frame.entries.size(); ++i) {
    if (merge != frame.merges.end() && *merge == i) {
      merge_from(frame.entries[i], out, taken);
      ++merge;
    } else {
      out.push_back(std::move(frame.entries[i]));
    }
  }
  frame.entries = std::move(out);
}

/// Adds what `taken` does not have yet, and adds it to `taken`: explicit keys
/// win over merged ones, and earlier maps of a list over later ones.
void Composer::merge_from(Entry& merge, Map& out, std::unordered_set<std::string>& taken) {
  const auto take_map = [&](Value& source) {
    if (!source.is_map()) {
      diagnostics_.error(source.span(), "`<<` merges maps, and this is " + std::string(type_phrase(source.type())),
                         "give it an alias of a map, or a list of such aliases; quote \"<<\" if it is meant as text");
      return;
    }
    for (Entry& entry : source.entries())
      if (taken.insert(entry.key).second) out.push_back(std::move(entry));
  };
  if (!merge.value.is_list()) return take_map(merge.value);
  for (Value& source : merge.value.items()) take_map(source);  // an earlier one wins
}

}  // namespace converge::yaml
