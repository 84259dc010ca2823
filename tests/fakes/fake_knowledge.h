// SPDX-License-Identifier: MIT
// tests/fakes/fake_knowledge.h: what a host knows, set by a test.
#pragma once

#include <map>
#include <string>

#include "engine/core/host_knowledge.h"

namespace converge {

/// Values and facts by name; it counts which facts were asked for.
class FakeKnowledge final : public HostKnowledge {
 public:
  std::map<std::string, Value, std::less<>> values = {{"inventory_hostname", Value::string("web1")}};
  std::map<std::string, Value, std::less<>> facts = {{"os", Value::string("debian")}};
  mutable std::map<std::string, int, std::less<>> asked;

  [[nodiscard]] const Value* find(std::string_view name) const override {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::vector<std::string_view> names() const override { return keys_of(values); }
  [[nodiscard]] Result<const Value*> fact(std::string_view name) const override {
    ++asked[std::string(name)];
    const auto found = facts.find(name);
    if (found != facts.end()) return &found->second;
    return fail(ErrorCode::not_found, "there is no such fact");
  }
  [[nodiscard]] std::vector<std::string_view> fact_names() const override { return keys_of(facts); }
  std::map<std::string, Value, std::less<>> hosts;
  [[nodiscard]] std::vector<std::string_view> host_names() const override { return keys_of(hosts); }
  [[nodiscard]] bool has_host(std::string_view name) const override { return hosts.contains(name); }
  [[nodiscard]] std::vector<std::string_view> variable_names(std::string_view host) const override {
    std::vector<std::string_view> names;
    for (const Entry& entry : hosts.find(host)->second.entries()) names.push_back(entry.key);
    return names;
  }
  [[nodiscard]] Result<const Value*> variable_of(std::string_view host, std::string_view name) const override {
    return hosts.find(host)->second.find(name);
  }

 private:
  static std::vector<std::string_view> keys_of(const std::map<std::string, Value, std::less<>>& map) {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : map) names.push_back(name);
    return names;
  }
};

}  // namespace converge
