// SPDX-License-Identifier: MIT
// engine/report/schema_text.h: the tables of the kinds as text for people: what
// `explain` prints, and the reference pages.
#pragma once

#include <string>
#include <vector>

#include "engine/core/schema.h"
#include "engine/report/style.h"

namespace converge {

/// What a field takes, in words: "one of present, absent".
std::string type_words(const Field& field);

/// The kinds with a sentence each.
std::string explain_kinds(const std::vector<const Schema*>& schemas, const TextStyle& style);

/// One kind: its summary, its attributes, those that every kind has, its examples.
std::string explain_kind(const Schema& schema, const TextStyle& style);

/// A page of Markdown: docs/reference/KIND.md, or the page of the meta
/// attributes for meta_schema().
std::string reference_page(const Schema& schema);

}  // namespace converge
