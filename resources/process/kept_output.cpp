// SPDX-License-Identifier: MIT
#include "resources/process/kept_output.h"

#include <algorithm>

namespace converge::process {

void KeptOutput::add(std::string_view bytes) {
  total_ += bytes.size();
  const std::size_t room = std::min(head_limit_ - head_.size(), bytes.size());
  head_ += bytes.substr(0, room);
  bytes.remove_prefix(room);
  if (bytes.size() > tail_limit_) bytes.remove_prefix(bytes.size() - tail_limit_);
  tail_ += bytes;
  if (tail_.size() > 2 * tail_limit_) tail_.erase(0, tail_.size() - tail_limit_);
}

std::string KeptOutput::text() const {
  std::string_view head = head_;
  std::string_view tail = tail_;
  if (tail.size() > tail_limit_) tail.remove_prefix(tail.size() - tail_limit_);
  if (head.size() + tail.size() == total_) return head_ + tail_;
  if (head.empty() && tail.empty()) return "";
  // A line cut in two could be misread; and nobody would recognise half a secret.
  if (const auto end = head.rfind('\n'); end != std::string_view::npos) head = head.substr(0, end + 1);
  if (const auto end = tail.find('\n'); end != std::string_view::npos) tail.remove_prefix(end + 1);
  const std::uint64_t cut = total_ - head.size() - tail.size();
  std::string text(head);
  if (!text.ends_with('\n')) text += '\n';
  return text.append("... " + std::to_string(cut) + " bytes cut ...\n").append(tail);
}

std::string_view last_lines(std::string_view text, std::size_t count) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::size_t start = text.size();
  for (; count > 0; --count) {
    if (start == 0) return text;
    start = text.rfind('\n', start - 1);
    if (start == std::string_view::npos) return text;
  }
  return text.substr(std::min(start + 1, text.size()));
}

}  // namespace converge::process
