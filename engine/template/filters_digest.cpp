// SPDX-License-Identifier: MIT
// filters_digest.cpp: digests, hashes of passwords, UUIDs.
#include <algorithm>

#include "engine/template/characters.h"
#include "engine/template/digest.h"
#include "engine/template/registry.h"

namespace converge::templates {

namespace {

Operand hashed(const Bound& in, const std::string& name) {
  constexpr std::string_view names[] = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"};
  if (std::find(std::begin(names), std::end(names), name) == std::end(names))
    in.fail("knows no such digest", "use md5, sha1, sha224, sha256, sha384 or sha512");
  const auto hex = digest(name, python_text(in.value));
  if (!hex) in.fail("cannot compute " + name + " on this machine");
  return Operand::string(*hex);
}

/// crypt(3)'s alphabet of salts.
bool is_salt(std::string_view salt) {
  return !salt.empty() && std::all_of(salt.begin(), salt.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
  });
}

Operand apply_password_hash(Bound& in) {
  const std::string kind = in.text(0, "sha512");
  if (kind != "sha512" && kind != "sha256") in.fail("knows sha512 and sha256 alone");
  if (!in.has(1) || in.at(1).is_none())
    in.fail("needs a salt: a random one would change the hash, and the machine, in every run",
            "give one for each user: |password_hash('sha512', 'Xk3.salt')");
  const std::string salt = in.text(1, "");
  if (!is_salt(salt) || salt.size() > 16) in.fail("needs a salt of 1 to 16 letters, digits, '.' and '/'");
  if (in.has(2) || in.has(4)) in.fail("takes no salt_size and no ident: the salt is given");
  std::string setting = kind == "sha512" ? "$6$" : "$5$";
  if (in.has(3) && !in.at(3).is_none()) {
    const std::int64_t rounds = in.number(3, 5000);
    if (rounds < 1000 || rounds > 1'000'000) in.fail("takes 1000 to 1000000 rounds");
    setting += "rounds=" + std::to_string(rounds) + "$";
  }
  const std::string password = in.text();
  if (password.find('\0') != std::string::npos) in.fail("cannot take a password with a zero byte");
  const auto hash = crypt_password(password, setting + salt);
  if (!hash) in.fail("cannot compute this hash on this machine");
  return Operand::string(*hash);
}

std::optional<std::string> uuid_bytes(std::string_view text) {
  std::string out;
  int high = -1;
  for (const char c : lower(text)) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (c == '-' || c == '{' || c == '}') continue;
    if (digit == std::string_view::npos) return std::nullopt;
    if (high < 0)
      high = static_cast<int>(digit);
    else
      out += static_cast<char>(static_cast<unsigned char>(high * 16 + static_cast<int>(digit))), high = -1;
  }
  return out.size() == 16 && high < 0 ? std::optional(out) : std::nullopt;
}

/// A UUID of version 5: the name's SHA-1 within a namespace.
Operand apply_to_uuid(Bound& in) {
  const auto space = uuid_bytes(in.text(0, "361E6D51-FAEC-444A-9079-341386DA8E2E"));
  if (!space) in.fail("needs a UUID as its namespace");
  auto bytes = raw_digest("sha1", *space + python_text(in.value));
  if (!bytes) in.fail("cannot compute SHA-1 on this machine");
  const auto set = [&](std::size_t at, unsigned keep, unsigned bits) {
    (*bytes)[at] = static_cast<char>((static_cast<unsigned char>((*bytes)[at]) & keep) | bits);
  };
  set(6, 0x0F, 0x50);
  set(8, 0x3F, 0x80);
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    const auto byte = static_cast<unsigned char>((*bytes)[i]);
    (out += hex[byte >> 4U]) += hex[byte & 0xFU];
  }
  return Operand::string(std::move(out));
}

constexpr Filter table[] = {
    {"hash", "hashtype?", [](Bound& in) { return hashed(in, in.text(0, "sha1")); },
     "A digest in hex: md5, sha1, sha256, sha512."},
    {"md5", "", [](Bound& in) { return hashed(in, "md5"); }, "The MD5 digest in hex."},
    {"sha1", "", [](Bound& in) { return hashed(in, "sha1"); }, "The SHA-1 digest in hex."},
    {"checksum", "", [](Bound& in) { return hashed(in, "sha1"); }, "The same as sha1."},
    {"password_hash", "hashtype? salt? salt_size? rounds? ident?", apply_password_hash,
     "The hash of a password as /etc/shadow has it, with a salt that you give."},
    {"to_uuid", "namespace?", apply_to_uuid, "A UUID made of the text."},
};

}  // namespace

std::span<const Filter> digest_filters() { return table; }

}  // namespace converge::templates
