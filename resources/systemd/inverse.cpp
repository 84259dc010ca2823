// SPDX-License-Identifier: MIT
// What would put a unit back to how it was found.
#include "resources/systemd/systemd_kind.h"

namespace converge {

using systemd::Actual;
using systemd::Change;
using systemd::Desired;
using systemd::State;
using systemd::Switch;

namespace {

constexpr std::size_t most_text = std::size_t{256} * 1024;  // of a unit file; it goes into the journal of runs as it is

void put(Value& attributes, std::string_view key, std::string_view text) {
  attributes.set(key, Value::string(std::string(text)));
}

void put_switch(Value& attributes, std::string_view key, Switch to) {
  attributes.set(key, Value::boolean(to == Switch::on));
}

std::string_view text_or_absent(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : "absent";
}

/// Collects attributes for the way back, and those of what the change leaves.
class Inverter {
 public:
  Inverter(const Desired& want, const Actual& have) : want_(want), have_(have) {
    for (Value* each : {&before_, &left_}) put(*each, "unit", want.unit.text);
  }

  Inverse run() {
    for (const Change& change : systemd::diff_unit(want_, have_, Refresh::no))
      std::visit([&](const auto& action) { take_back(change, action); }, change.action);
    if (!drop_ins_before_.entries().empty()) {
      before_.set("drop_in", std::move(drop_ins_before_));
      left_.set("drop_in", std::move(drop_ins_left_));
    }
    if (!impossible_.empty()) return {std::nullopt, std::move(impossible_)};
    if (before_.entries().size() == 1)
      return {std::nullopt, "a unit that was restarted or reloaded cannot be told to have not been"};
    return {std::move(before_), "", std::move(left_)};
  }

 private:
  void take_back(const Change& change, const systemd::WriteFile& write) {
    if (have_.file.type == file::NodeType::link && change.path == want_.file() && want_.masked != Switch::off)
      return take_back_link(write);
    take_back_text(change.path, write.before_text, write.text);
  }
  void take_back(const Change& change, const systemd::RemoveFile& removal) {
    const bool is_file = change.path == want_.file();
    if (is_file && have_.file.type == file::NodeType::link)
      return give_up(change.path + " was a " + removal.before + ", which is not put back");
    take_back_text(change.path, node_at(change.path).text, std::nullopt);
  }
  void take_back(const Change&, const systemd::SetMask& mask) {
    put_switch(before_, "masked", mask.to == Switch::on ? Switch::off : Switch::on);
    put_switch(left_, "masked", mask.to);
  }
  void take_back(const Change&, const systemd::SetEnabled& enabled) {
    put_switch(before_, "enabled", enabled.to == Switch::on ? Switch::off : Switch::on);
    put_switch(left_, "enabled", enabled.to);
  }
  void take_back(const Change&, const systemd::ReloadDefinitions&) {}
  void take_back(const Change&, const systemd::Tell& tell) {
    if (tell.verb != systemd::Verb::start && tell.verb != systemd::Verb::stop) return;
    const bool starts = tell.verb == systemd::Verb::start;
    put(before_, "state", systemd::state_name(starts ? State::stopped : State::running));
    put(left_, "state", systemd::state_name(starts ? State::running : State::stopped));
  }

  /// A mask comes back as one.
  void take_back_link(const systemd::WriteFile& write) {
    if (!systemd::is_mask(have_.file))
      return give_up(want_.file() + " was a " + write.before + ", which is not put back");
    put(before_, "content", "absent");
    put_switch(before_, "masked", Switch::on);
    put(left_, "content", write.text);
  }

  void take_back_text(const std::string& path, const std::optional<std::string>& was,
                      const std::optional<std::string>& becomes) {
    if (is_secret(path)) return give_up("the former content of " + path + " was secret, so no copy of it was kept");
    if (was && was->size() > most_text) return give_up("the former content of " + path + " is too large to be kept");
    const bool is_file = path == want_.file();
    Value& before = is_file ? before_ : drop_ins_before_;
    Value& left = is_file ? left_ : drop_ins_left_;
    const std::string key = is_file ? "content" : path.substr(path.rfind('/') + 1);
    put(before, key, text_or_absent(was));
    put(left, key, text_or_absent(becomes));
  }

  [[nodiscard]] const file::Node& node_at(const std::string& path) const {
    for (std::size_t i = 0; i < want_.drop_ins.size(); ++i)
      if (want_.drop_in_file(want_.drop_ins[i]) == path) return have_.drop_ins[i];
    return have_.file;
  }
  [[nodiscard]] bool is_secret(const std::string& path) const {
    return want_.before == Sensitivity::secret && node_at(path).type == file::NodeType::regular;
  }

  void give_up(std::string why) {
    if (impossible_.empty()) impossible_ = std::move(why);
  }

  const Desired& want_;
  const Actual& have_;
  Value before_ = Value::map();
  Value left_ = Value::map();
  Value drop_ins_before_ = Value::map();
  Value drop_ins_left_ = Value::map();
  std::string impossible_;
};

}  // namespace

Inverse SystemdKind::inverse(const Desired& want, const Actual& have) { return Inverter(want, have).run(); }

}  // namespace converge
