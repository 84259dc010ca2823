// SPDX-License-Identifier: MIT
#include "engine/cli/run_secrets.h"

#include <sys/prctl.h>

#include <optional>
#include <string>

#include "engine/cli/secret_keys.h"
#include "engine/core/encryption.h"
#include "engine/secret/secret_opener.h"

namespace converge {

namespace {

class RunSecrets final : public SecretDoor {
 public:
  explicit RunSecrets(SecretOptions options) : options_(std::move(options)) {}

  Result<std::string> open_scalar(std::string_view sealed) override {
    const Result<secret::SecretOpener*> opener = ready();
    if (!opener) return fail(opener.error());
    const std::string tag = "!" + std::string(encryption_name(encryption_of(sealed)));
    Result<Value> value = (*opener)->open_scalar(tag, sealed);
    if (!value) return fail(std::move(value.error()));
    return value->take_text();
  }

  Result<std::string> open_file(std::string_view bytes) override {
    const Result<secret::SecretOpener*> opener = ready();
    if (!opener) return fail(opener.error());
    const Result<secret::SecretBytes> plain = (*opener)->open_file(bytes);
    if (!plain) return fail(plain.error());
    return std::string(plain->view());
  }

 private:
  Result<secret::SecretOpener*> ready() {
    if (opener_) return &*opener_;
    Result<secret::KeySources> sources = key_sources(options_);
    if (!sources) return fail(std::move(sources.error()));
    prctl(PR_SET_DUMPABLE, 0);
    return &opener_.emplace(std::move(*sources));
  }

  SecretOptions options_;
  std::optional<secret::SecretOpener> opener_;
};

}  // namespace

std::shared_ptr<SecretDoor> run_secrets(const Options& options) { return std::make_shared<RunSecrets>(options.secrets); }

}  // namespace converge
