// SPDX-License-Identifier: MIT
// state/bundle.cpp: a catalog and contents in one stream.
#include "state/bundle.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/core/hash.h"
#include "state/bundle_header.h"
#include "state/content_file.h"
#include "state/private_folder.h"

namespace converge {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;
constexpr std::uint64_t memory_bytes = std::uint64_t{1} << 20;  ///< contents up to this need no file
constexpr std::uint64_t rest_bound = 4096;

/// Contents that lie one after the other in a file.
class FiledContents final : public ContentSource {
 public:
  FiledContents(std::shared_ptr<const Descriptor> file, const std::vector<ContentRef>& refs, std::uint64_t offset,
                std::string where)
      : file_(std::move(file)), where_(std::move(where)) {
    for (const ContentRef& ref : refs) {
      places_[ref.sha256] = {offset, ref.size};
      offset += ref.size;
    }
  }
  Result<std::unique_ptr<ContentReader>> open(const ContentRef& ref) const override {
    const auto place = places_.find(ref.sha256);
    if (place == places_.end()) return fail(ErrorCode::not_found, "content " + ref.sha256 + " is not in " + where_);
    return read_content(file_, place->second.offset, {ref.sha256, place->second.size}, where_);
  }

 private:
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  std::shared_ptr<const Descriptor> file_;
  std::string where_;
  std::unordered_map<std::string, Place> places_;
};

/// Reads a stream in pieces, and no further than it was asked once the first line is through.
class Stream {
 public:
  explicit Stream(int descriptor) : descriptor_(descriptor), piece_(piece_bytes) {}

  /// Up to and without the next newline.
  Result<std::string> line(std::uint64_t bound) {
    std::string text;
    for (;;) {
      const std::size_t newline = rest_.find('\n');
      text.append(rest_, 0, newline);
      if (text.size() > bound) return fail(ErrorCode::invalid, "malformed bundle: its first line does not end");
      if (newline != std::string::npos) {
        consumed_ += text.size() + 1;
        rest_.erase(0, newline + 1);
        return text;
      }
      const auto count = read_some(descriptor_, piece_);
      if (!count) return fail(count.error());
      if (*count == 0) return ended("its first line");
      rest_.assign(piece_.data(), *count);
    }
  }

  /// Hands the next `bytes` to `take` piece by piece; `what` names them in messages.
  template <typename Take>
  Result<void> next(std::uint64_t bytes, const std::string& what, Take take) {
    while (bytes > 0) {
      if (rest_.empty()) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, piece_.size()));
        const auto count = read_some(descriptor_, std::span(piece_).first(wanted));
        if (!count) return fail(count.error());
        if (*count == 0) return ended(what + ", " + std::to_string(bytes) + " bytes of it missing");
        rest_.assign(piece_.data(), *count);
      }
      const auto given = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, rest_.size()));
      if (auto taken = take(std::string_view(rest_).substr(0, given)); !taken) return taken;
      rest_.erase(0, given);
      consumed_ += given;
      bytes -= given;
    }
    return {};
  }

  [[nodiscard]] std::uint64_t consumed() const { return consumed_; }
  std::string take_rest() { return std::move(rest_); }

 private:
  static tl::unexpected<Error> ended(const std::string& where) {
    return fail(ErrorCode::invalid, "the bundle is cut short: it ends within " + where);
  }

  int descriptor_;
  std::vector<char> piece_;
  std::string rest_;  ///< read but not handed out
  std::uint64_t consumed_ = 0;
};

Result<void> check_digest(Sha256& digest, const std::string& expected, const std::string& what) {
  const std::string found = digest.finish();
  if (found == expected) return {};
  return fail(ErrorCode::invalid,
              "damaged bundle: " + what + " should have SHA-256 " + expected + ", but has " + found);
}

Result<std::string> read_catalog(Stream& stream, const BundleHeader& header) {
  std::string catalog;
  Sha256 digest;
  auto read = stream.next(header.catalog_bytes, "the catalog", [&](std::string_view piece) -> Result<void> {
    digest.update(piece);
    catalog += piece;  // grows with what has arrived, not with what was promised
    return {};
  });
  if (read) read = check_digest(digest, header.catalog_sha256, "the catalog");
  if (!read) return fail(std::move(read.error()));
  return catalog;
}

/// A file without a name; in memory where little is to come.
Result<Descriptor> spool_file(const std::string& folder, std::uint64_t bytes) {
  if (bytes <= memory_bytes) {
    Descriptor memory(::memfd_create("bundle", MFD_CLOEXEC));
    if (memory.valid()) return memory;
  }
  return nameless_file(folder);
}

Result<void> spool(Stream& stream, const ContentRef& ref, int file) {
  Sha256 digest;
  const std::string what = "content " + ref.sha256;
  auto read = stream.next(ref.size, what, [&](std::string_view piece) {
    digest.update(piece);
    return write_all(file, piece);
  });
  if (!read) return fail(std::move(read.error()).while_doing("taking in a bundle"));
  return check_digest(digest, ref.sha256, what);
}

Result<void> send_content(const ByteSink& sink, ContentReader& reader, const ContentRef& ref, std::span<char> buffer) {
  std::uint64_t left = ref.size;
  for (;;) {
    const auto count = reader.read(buffer);
    if (!count) return fail(count.error());
    if (*count == 0 && left == 0) return {};
    if (*count == 0 || *count > left) {
      return fail(ErrorCode::conflict, "content " + ref.sha256 + " does not have the " + std::to_string(ref.size) +
                                           " bytes that the catalog says; compile again");
    }
    left -= *count;
    if (auto sent = sink({buffer.data(), *count}); !sent) return sent;
  }
}

}  // namespace

ByteSink write_to(int descriptor) {
  return [descriptor](std::string_view bytes) { return write_all(descriptor, bytes); };
}

Result<void> write_bundle(const ByteSink& sink, const Value& header, std::string_view catalog,
                          const ContentSource& contents, std::span<const ContentRef> refs) {
  std::vector<ContentRef> once;
  std::unordered_set<std::string_view> seen;
  for (const ContentRef& ref : refs) {
    if (seen.insert(ref.sha256).second) once.push_back(ref);
  }
  auto line = bundle_line(header, catalog, once);
  if (!line) return fail(std::move(line.error()));
  if (auto sent = sink(*line + "\n"); !sent) return sent;
  if (auto sent = sink(catalog); !sent) return sent;
  std::vector<char> buffer(piece_bytes);
  for (const ContentRef& ref : once) {
    auto reader = contents.open(ref);
    if (!reader) return fail(std::move(reader.error()));
    if (auto sent = send_content(sink, **reader, ref, buffer); !sent) return sent;
  }
  return {};
}

Result<Bundle> read_bundle(int descriptor, const std::string& spool_folder, const BundleBounds& bounds) {
  Stream stream(descriptor);
  const auto line = stream.line(bounds.header);
  if (!line) return fail(line.error());
  auto header = parse_bundle_line(*line, bounds);
  if (!header) return fail(std::move(header.error()));
  auto catalog = read_catalog(stream, *header);
  if (!catalog) return fail(std::move(catalog.error()));
  auto file = spool_file(spool_folder, header->content_bytes());
  if (!file) return fail(std::move(file.error()));
  for (const ContentRef& ref : header->contents) {
    if (auto spooled = spool(stream, ref, file->get()); !spooled) return fail(std::move(spooled.error()));
  }
  auto shared = std::make_shared<const Descriptor>(std::move(*file));
  auto contents = std::make_shared<FiledContents>(std::move(shared), header->contents, 0, "the bundle");
  return Bundle{std::move(header->value), std::move(*catalog), std::move(contents), stream.take_rest()};
}

Result<Bundle> read_bundle_file(std::shared_ptr<const Descriptor> file, const std::string& name,
                                const BundleBounds& bounds) {
  struct stat found {};
  if (::fstat(file->get(), &found) != 0) return fail(system_error(errno, "looking at " + name));
  if (::lseek(file->get(), 0, SEEK_SET) != 0) return fail(system_error(errno, "reading " + name + " from its start"));
  Stream stream(file->get());
  const auto line = stream.line(bounds.header);
  if (!line) return fail(line.error());
  auto header = parse_bundle_line(*line, bounds);
  if (!header) return fail(std::move(header.error()));
  auto catalog = read_catalog(stream, *header);
  if (!catalog) return fail(std::move(catalog.error()));
  const std::uint64_t contents_at = stream.consumed();
  const std::uint64_t end = contents_at + header->content_bytes();
  const auto size = static_cast<std::uint64_t>(found.st_size);
  if (size < end)
    return fail(ErrorCode::invalid, name + " is cut short: " + std::to_string(end - size) + " bytes are missing");
  if (size - end > rest_bound) return fail(ErrorCode::invalid, name + " goes on after its end");
  std::string rest(static_cast<std::size_t>(size - end), '\0');
  const auto count = read_at(file->get(), rest, end);
  if (!count) return fail(count.error());
  rest.resize(*count);
  auto contents = std::make_shared<FiledContents>(std::move(file), header->contents, contents_at, name);
  return Bundle{std::move(header->value), std::move(*catalog), std::move(contents), std::move(rest)};
}

Result<Bundle> read_bundle_file(const std::string& path, const BundleBounds& bounds) {
  auto file = open_descriptor(path, O_RDONLY | O_NOFOLLOW);
  if (!file) return fail(std::move(file.error()));
  return read_bundle_file(std::make_shared<const Descriptor>(std::move(*file)), path, bounds);
}

}  // namespace converge
