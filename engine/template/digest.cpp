// SPDX-License-Identifier: MIT
#include "engine/template/digest.h"

#include <crypt.h>
#include <openssl/evp.h>
#include <array>
#include <memory>

namespace converge::templates {

std::optional<std::string> raw_digest(const std::string& name, std::string_view bytes) {
  const EVP_MD* algorithm = EVP_get_digestbyname(name.c_str());
  if (algorithm == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, algorithm, nullptr) != 1) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(out.data()), size);
}

std::optional<std::string> digest(const std::string& name, std::string_view bytes) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto raw = raw_digest(name, bytes);
  if (!raw) return std::nullopt;
  std::string out;
  for (const char c : *raw) {
    const auto byte = static_cast<unsigned char>(c);
    (out += hex[byte >> 4U]) += hex[byte & 0xFU];
  }
  return out;
}

std::optional<std::string> crypt_password(const std::string& password, const std::string& setting) {
  const auto room = std::make_unique<crypt_data>();  // 32 KiB, too large for a stack
  const char* hash = crypt_r(password.c_str(), setting.c_str(), room.get());
  if (hash == nullptr || hash[0] == '*') return std::nullopt;
  return std::string(hash);
}

}  // namespace converge::templates
