// SPDX-License-Identifier: MIT
#include "engine/secret/secret_opener.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/core/utf8.h"
#include "engine/secret/age.h"
#include "engine/core/encryption.h"
#include "engine/secret/vault.h"

namespace converge::secret {

namespace {

Result<SecretBytes> copy_of(const Result<SecretBytes>& result) {
  return result ? Result<SecretBytes>(result->clone()) : fail(result.error());
}

/// The ids that have the label first, then the others, as Ansible tries them.
std::vector<std::size_t> order_for(const std::vector<VaultId>& ids, const std::string& label) {
  std::vector<std::size_t> order(ids.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_partition(order.begin(), order.end(), [&](std::size_t at) { return ids[at].label == label; });
  return order;
}

/// The label is written in the open, so it may be named.
Error no_password(const std::string& label) {
  if (label.empty()) return {ErrorCode::not_found, "no vault password is there to open it", {}};
  return {ErrorCode::not_found, "no password is there for the vault id '" + label + "'", {}};
}

}  // namespace

Result<Value> SecretOpener::open_scalar(std::string_view tag, std::string_view text) {
  const Encryption wanted = tag == "!vault" ? Encryption::vault : tag == "!age" ? Encryption::age : Encryption::none;
  if (wanted == Encryption::none) return fail(ErrorCode::unsupported, "the tag is neither !vault nor !age");
  while (text.starts_with('\n') || text.starts_with(' ')) text.remove_prefix(1);
  if (encryption_of(text) != wanted)
    return fail(ErrorCode::invalid,
                "the text does not begin as one of " + std::string(encryption_name(wanted)) + " does");
  const std::lock_guard lock(mutex_);
  const Result<SecretBytes>& plain = open_cached(text);
  if (!plain) return fail(plain.error());
  if (!is_utf8(plain->view()))
    return fail(ErrorCode::invalid, "the plain text is not UTF-8; encrypt a whole file instead");
  Value value = Value::string(std::string(plain->view()));
  value.set_sensitivity(Sensitivity::secret);
  return value;
}

Result<SecretBytes> SecretOpener::open_file(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  return copy_of(open_cached(bytes));
}

Result<SecretBytes> SecretOpener::password_of(const std::string& label) {
  const std::lock_guard lock(mutex_);
  for (std::size_t at = 0; at < sources_.vault_ids.size(); ++at)
    if (label.empty() || sources_.vault_ids[at].label == label) return copy_of(password(at));
  return fail(no_password(label));
}

Result<SecretBytes> SecretOpener::password_that_opens(std::string_view text) {
  const std::lock_guard lock(mutex_);
  const Result<Vault> vault = parse_vault(text);
  if (!vault) return fail(vault.error());
  for (const std::size_t at : order_for(sources_.vault_ids, vault->label))
    if (const auto& key = password(at); key && open_vault(*vault, key->view())) return copy_of(key);
  return fail(no_password(vault->label));
}

const Result<SecretBytes>& SecretOpener::open_cached(std::string_view text) {
  std::string digest = sha256(text);
  if (const auto known = opened_.find(digest); known != opened_.end()) return known->second;
  return opened_.emplace(std::move(digest), open(text)).first->second;
}

Result<SecretBytes> SecretOpener::open(std::string_view text) {
  switch (encryption_of(text)) {
    case Encryption::vault: return open_with_passwords(text);
    case Encryption::age: return open_with_identities(text);
    case Encryption::none: break;
  }
  return fail(ErrorCode::invalid, "the text is encrypted by neither Ansible Vault nor age");
}

/// A password that cannot be had is no reason to give up while another may
/// open the vault; the first such reason is told if none does.
Result<SecretBytes> SecretOpener::open_with_passwords(std::string_view text) {
  const Result<Vault> vault = parse_vault(text);
  if (!vault) return fail(vault.error());
  const auto& ids = sources_.vault_ids;
  std::optional<Error> reason;
  for (const std::size_t at : order_for(ids, vault->label)) {
    const Result<SecretBytes>& key = password(at);
    Result<SecretBytes> plain = key ? open_vault(*vault, key->view()) : fail(key.error());
    if (plain || plain.error().code == ErrorCode::invalid) return plain;
    if (!reason) reason = std::move(plain.error());
  }
  const bool labelled =
      std::any_of(ids.begin(), ids.end(), [&](const VaultId& id) { return id.label == vault->label; });
  const bool others_refused = reason && reason->code == ErrorCode::denied;
  if (!reason) return fail(no_password(vault->label));
  if (labelled || vault->label.empty() || !others_refused) return fail(std::move(*reason));
  Error error = no_password(vault->label);
  error.message += ", and none of another id opens it";
  return fail(std::move(error));
}

Result<SecretBytes> SecretOpener::open_with_identities(std::string_view text) {
  const Result<std::vector<const Identity*>> keys = identities();
  if (!keys) return fail(keys.error());
  Result<SecretBytes> plain = open_age(text, *keys);
  if (plain || (plain.error().code != ErrorCode::denied && plain.error().code != ErrorCode::not_found)) return plain;
  for (std::size_t at = 0; at < sources_.identities.size();
       ++at) {  // a usual file that could not be used may be the one
    const auto& loaded = identities_[at];
    if (loaded && !*loaded && loaded->error().code != ErrorCode::not_found)
      plain.error().message += "; " + loaded->error().text();
  }
  return plain;
}

const Result<SecretBytes>& SecretOpener::password(std::size_t at) {
  passwords_.resize(sources_.vault_ids.size());
  if (!passwords_[at]) passwords_[at] = read_password(sources_.vault_ids[at], sources_);
  return *passwords_[at];
}

/// A file that was named must be good; a usual one is used if it is.
Result<std::vector<const Identity*>> SecretOpener::identities() {
  identities_.resize(sources_.identities.size());
  std::vector<const Identity*> all;
  for (std::size_t at = 0; at < identities_.size(); ++at) {
    const IdentityFile& file = sources_.identities[at];
    if (!identities_[at]) identities_[at] = read_identities(file.path);
    const Result<std::vector<Identity>>& keys = *identities_[at];
    if (!keys && file.origin == Origin::named) return fail(keys.error());
    if (!keys) continue;
    for (const Identity& identity : *keys) all.push_back(&identity);
  }
  return all;
}

}  // namespace converge::secret
