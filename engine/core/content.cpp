// SPDX-License-Identifier: MIT
#include "engine/core/content.h"

#include <algorithm>
#include <array>

namespace converge {

Result<std::string> read_all(const ContentSource& source, const ContentRef& ref, std::uint64_t limit) {
  auto reader = source.open(ref);
  if (!reader) return fail(std::move(reader.error()));
  std::string out;
  std::array<char, 65536> buffer{};
  while (true) {
    const Result<std::size_t> got = (*reader)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) return out;
    if (out.size() + *got > limit) {
      return fail(ErrorCode::unsupported, "content is larger than " + std::to_string(limit) + " bytes");
    }
    out.append(buffer.data(), *got);
  }
}

namespace {

class BytesReader final : public ContentReader {
 public:
  explicit BytesReader(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), rest_.size());
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::unique_ptr<ContentReader> read_bytes(std::string_view bytes) { return std::make_unique<BytesReader>(bytes); }

}  // namespace converge
