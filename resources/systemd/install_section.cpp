// SPDX-License-Identifier: MIT
#include "resources/systemd/install_section.h"

namespace converge::systemd {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Gives out the lines of a unit file, those that go on after a backslash joined, without comments.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  /// False at the end.
  bool next(std::string& line) {
    line.clear();
    bool goes_on = false;
    while (!rest_.empty()) {
      const std::string_view raw = trimmed(take());
      const bool comment = raw.starts_with('#') || raw.starts_with(';');
      if (comment || (raw.empty() && !goes_on)) continue;
      goes_on = raw.ends_with('\\');
      line += goes_on ? std::string(raw.substr(0, raw.size() - 1)) + " " : std::string(raw);
      if (!goes_on) return true;
    }
    return !line.empty();
  }

 private:
  std::string_view take() {
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? "" : rest_.substr(end + 1);
    return line;
  }

  std::string_view rest_;
};

std::vector<std::string>* list_of(std::string_view key, InstallSection& section) {
  if (key == "WantedBy") return &section.wanted_by;
  if (key == "RequiredBy") return &section.required_by;
  if (key == "UpheldBy") return &section.upheld_by;
  if (key == "Alias") return &section.aliases;
  return key == "Also" ? &section.also : nullptr;
}

void assign(std::string_view line, InstallSection& section) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  std::vector<std::string>* list = list_of(trimmed(line.substr(0, equals)), section);
  if (list == nullptr) return;
  std::string_view value = trimmed(line.substr(equals + 1));
  if (value.empty()) list->clear();
  while (!value.empty()) {
    const std::size_t end = value.find_first_of(blanks);
    list->emplace_back(value.substr(0, end));
    value = end == std::string_view::npos ? "" : trimmed(value.substr(end));
  }
}

}  // namespace

bool InstallSection::enables_itself() const {
  return !wanted_by.empty() || !required_by.empty() || !upheld_by.empty() || !aliases.empty();
}

void read_install_section(std::string_view text, InstallSection& section) {
  Lines lines(text);
  bool inside = false;
  for (std::string line; lines.next(line);) {
    if (line.starts_with('['))
      inside = line == "[Install]";
    else if (inside)
      assign(line, section);
  }
}

bool has_section(std::string_view text) {
  Lines lines(text);
  for (std::string line; lines.next(line);)
    if (line.starts_with('[') && line.ends_with(']')) return true;
  return false;
}

Result<std::string> expand_specifiers(std::string_view text, const UnitName& unit) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char specifier = text[i] == '%' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (specifier == '\0') {
      out += text[i];
      continue;
    }
    ++i;
    switch (specifier) {
      case '%': out += '%'; break;
      case 'n': out += unit.text; break;
      case 'N': out += unit.text.substr(0, unit.text.rfind('.')); break;
      case 'p': out += unit.prefix; break;
      case 'i': out += unit.instance.value_or(""); break;
      default:
        return fail(ErrorCode::unsupported, "the [Install] section of " + unit.text + " has %" + specifier +
                                                ", which is known only to the system once it runs; enable it there");
    }
  }
  return out;
}

}  // namespace converge::systemd
