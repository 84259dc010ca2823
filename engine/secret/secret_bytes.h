// SPDX-License-Identifier: MIT
// engine/secret/secret_bytes.h: bytes that leave nothing behind in memory.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <vector>

namespace converge::secret {

/// Overwrites memory in a way that no compiler leaves out.
void wipe(void* memory, std::size_t size);

/// Wipes each block before it is given back, also those that a growing vector leaves.
template <typename T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>& /*other*/) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* block, std::size_t count) {
    wipe(block, count * sizeof(T));
    std::allocator<T>().deallocate(block, count);
  }
  bool operator==(const WipingAllocator& /*other*/) const { return true; }
};

/// A key, a password or a plain text. It is moved, never copied by accident,
/// wiped when it dies, and cannot be printed.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}
  /// So many bytes of zero, to be written to.
  static SecretBytes zeros(std::size_t size);
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&&) noexcept = default;
  ~SecretBytes() = default;

  /// A copy, where one is meant.
  [[nodiscard]] SecretBytes clone() const { return SecretBytes(view()); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// Valid until the bytes change or die.
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }
  [[nodiscard]] unsigned char* data() { return reinterpret_cast<unsigned char*>(bytes_.data()); }
  void append(std::string_view bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  /// Keeps the first `size` bytes.
  void shorten(std::size_t size);

  friend std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;

 private:
  std::vector<char, WipingAllocator<char>> bytes_;
};

}  // namespace converge::secret
