// SPDX-License-Identifier: MIT
#include "engine/secret/ssh_key.h"

#include <optional>

#include "engine/secret/crypto.h"
#include "engine/secret/encoding.h"

namespace converge::secret {

namespace {

constexpr std::string_view type_name = "ssh-ed25519";
constexpr std::string_view begin_line = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view end_line = "-----END OPENSSH PRIVATE KEY-----";

/// Reads SSH's wire format: numbers of four bytes, and texts with their length before them.
class Wire {
 public:
  explicit Wire(std::string_view bytes) : rest_(bytes) {}
  /// Nothing once the bytes have run out; all that follows is nothing, too.
  std::optional<std::uint32_t> number() {
    const auto bytes = take(4);
    if (!bytes) return std::nullopt;
    std::uint32_t value = 0;
    for (const char byte : *bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
  }
  std::optional<std::string_view> text() {
    const auto size = number();
    return size ? take(*size) : std::nullopt;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::optional<std::string_view> take(std::size_t size) {
    if (size > rest_.size()) {
      rest_ = {};
      return std::nullopt;
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string_view rest_;
};

tl::unexpected<Error> malformed(const char* what) {
  return fail(ErrorCode::invalid, std::string("the SSH key is malformed: ") + what);
}

/// The public key of a wire form that holds an ed25519 key and nothing more.
Result<Recipient> recipient_of(std::string_view wire_form) {
  Wire wire(wire_form);
  const auto type = wire.text();
  const auto key = wire.text();
  if (type && *type != type_name) return fail(ErrorCode::unsupported, "of SSH keys only ed25519 can be used");
  if (!type || !key || key->size() != 32 || !wire.rest().empty())
    return malformed("its public part is not that of ed25519");
  const auto point = x25519_of_ed25519(*key);
  if (!point) return malformed("its public part is no usable point");
  return Recipient{KeyType::ssh_ed25519, *point, std::string(wire_form)};
}

/// The base64 between the two marks.
Result<SecretBytes> unarmored(std::string_view text) {
  text = stripped(text);
  if (!text.starts_with(begin_line) || !text.ends_with(end_line)) return malformed("its first or last line is missing");
  text = text.substr(begin_line.size(), text.size() - begin_line.size() - end_line.size());
  SecretBytes letters;
  while (!text.empty()) letters.append(stripped(take_line(text)));
  auto bytes = from_base64(letters.view(), Padding::full);
  if (!bytes) return malformed("it is not base64");
  SecretBytes out(*bytes);
  wipe(bytes->data(), bytes->size());
  return out;
}

/// The part that a passphrase would protect: two equal numbers, the key, a comment, and padding of 1, 2, 3...
Result<Identity> read_private_part(std::string_view bytes, Recipient recipient) {
  Wire wire(bytes);
  const auto check = wire.number();
  const auto again = wire.number();
  const auto type = wire.text();
  const auto public_key = wire.text();
  const auto private_key = wire.text();
  const auto comment = wire.text();
  if (!check || check != again || !comment || type != type_name)
    return malformed("its private part is not that of ed25519");
  if (private_key->size() != 64 || private_key->substr(32) != *public_key || !recipient.ssh_wire.ends_with(*public_key))
    return malformed("its private and its public part do not belong together");
  for (std::size_t i = 0; i < wire.rest().size(); ++i)
    if (static_cast<unsigned char>(wire.rest()[i]) != (i + 1) % 256) return malformed("its padding is wrong");
  Identity identity;
  identity.recipient = std::move(recipient);
  identity.scalar = sha512_bytes(private_key->substr(0, 32));  // RFC 8032, 5.1.5: the first half is the scalar
  identity.scalar.shorten(32);
  return identity;
}

}  // namespace

Result<Recipient> parse_ssh_public_key(std::string_view line) {
  line = stripped(line);
  if (!line.starts_with(type_name)) return fail(ErrorCode::unsupported, "of SSH keys only ed25519 can be used");
  const std::string_view rest = stripped(line.substr(type_name.size()));
  const auto wire_form = from_base64(rest.substr(0, rest.find_first_of(" \t")), Padding::full);
  if (!wire_form) return malformed("it is not base64");
  return recipient_of(*wire_form);
}

Result<Identity> parse_ssh_private_key(std::string_view text) {
  const Result<SecretBytes> bytes = unarmored(text);
  if (!bytes) return fail(bytes.error());
  constexpr std::string_view magic{"openssh-key-v1\0", 15};
  if (!bytes->view().starts_with(magic)) return malformed("it is not of version 1");
  Wire wire(bytes->view().substr(magic.size()));
  const auto cipher = wire.text();
  const auto derivation = wire.text();
  const auto options = wire.text();
  const auto count = wire.number();
  const auto public_part = wire.text();
  const auto private_part = wire.text();
  if (!options || !private_part || count != 1U || !wire.rest().empty()) return malformed("it does not hold one key");
  Result<Recipient> recipient = recipient_of(*public_part);
  if (!recipient) return fail(std::move(recipient.error()));
  if (cipher != "none" || derivation != "none")
    return fail(ErrorCode::denied, "a passphrase protects the SSH key; use a key without one, or an age identity");
  return read_private_part(*private_part, std::move(*recipient));
}

}  // namespace converge::secret
