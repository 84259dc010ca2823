// SPDX-License-Identifier: MIT
#include "engine/secret/plain_secrets.h"

#include <algorithm>
#include <array>
#include <string>

namespace converge::secret {

namespace {

constexpr std::array<std::string_view, 12> secret_words{"password",   "passwd",      "passphrase", "passwort",
                                                        "secret",     "secrets",     "token",      "tokens",
                                                        "credential", "credentials", "psk",        "pass"};
/// What makes a secret of a key, where it stands before "key".
constexpr std::array<std::string_view, 9> key_words{"api",     "access", "private", "secret", "encryption",
                                                    "signing", "auth",   "master",  "shared"};

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "dbAdmin_API-key" as {"db", "admin", "api", "key"}.
std::vector<std::string> cut_name(std::string_view name) {
  std::vector<std::string> words(1);
  char before = '_';
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool hump = c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
    if ((!letter || hump) && !words.back().empty()) words.emplace_back();
    if (letter) words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    before = c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_plain_text(const Value& value) {
  if (!value.is_string() || value.sensitivity() == Sensitivity::secret || value.text().empty()) return false;
  const std::string& text = value.text();
  return text.find("{{") == std::string::npos && !text.starts_with('/') && !text.starts_with("~/");
}

}  // namespace

bool names_a_secret(std::string_view key) {
  const auto words = cut_name(key);
  if (words.empty()) return false;
  if (is_one_of(words.back(), secret_words) || words.back() == "apikey") return true;
  return words.back() == "key" && words.size() > 1 && is_one_of(words[words.size() - 2], key_words);
}

void find_plain_secrets(const Value& value, Diagnostics& diagnostics) {
  if (value.is_list())
    for (const Value& item : value.items()) find_plain_secrets(item, diagnostics);
  if (!value.is_map()) return;
  for (const Entry& entry : value.entries()) {
    if (names_a_secret(entry.key) && is_plain_text(entry.value)) {
      diagnostics.warning(entry.key_span, "the value of `" + entry.key + "` looks like a secret in plain text",
                          "encrypt it: `converge secret encrypt`; and change it, as the history keeps it");
    } else {
      find_plain_secrets(entry.value, diagnostics);
    }
  }
}

}  // namespace converge::secret
