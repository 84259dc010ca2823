// SPDX-License-Identifier: MIT
// What engine/core/kind.h promises of every kind, on fake and real machines.
#include <gtest/gtest.h>

#include "tests/conformance/world.h"

namespace converge {
namespace {

using Changes = std::vector<Boxed>;

class Laws : public testing::TestWithParam<Maker> {
 protected:
  std::unique_ptr<World> world_ = GetParam().make();
  Kind& kind_ = world_->kind();

  /// All cases prepared, in order.
  std::vector<Boxed> wants() {
    std::vector<Boxed> all;
    for (const Case& each : world_->cases()) {
      world_->prepare(each);
      all.push_back(world_->want(each.yaml));
    }
    return all;
  }
  std::vector<Result<Boxed>> probe(const std::vector<Boxed>& wants, std::stop_token stop = {}) {
    std::vector<const Boxed*> pointers;
    for (const Boxed& want : wants) pointers.push_back(&want);
    return kind_.probe(pointers, std::move(stop));
  }
  Boxed have(const Boxed& want) {
    auto found = probe({want});
    EXPECT_TRUE(found.at(0)) << found[0].error().text();
    return found[0] ? *found[0] : Boxed{};
  }
  std::vector<Result<Applied>> apply(const std::vector<Changes>& work, std::stop_token stop = {}) {
    std::vector<const Changes*> pointers;
    for (const Changes& changes : work) pointers.push_back(&changes);
    return kind_.apply(pointers, std::move(stop));
  }
  std::vector<Changes> diffs(const std::vector<Boxed>& wants, Refresh refresh = Refresh::no) {
    const auto found = probe(wants);
    std::vector<Changes> all;
    for (std::size_t i = 0; i < wants.size(); ++i) {
      EXPECT_TRUE(found[i]) << world_->cases().at(i).name << ": " << found[i].error().text();
      all.push_back(found[i] ? kind_.diff(wants[i], *found[i], refresh) : Changes{});
    }
    return all;
  }
  std::string words(const Changes& changes) {
    std::string text;
    for (const Boxed& change : changes) {
      const Step step = kind_.describe(change);
      EXPECT_FALSE(step.delta.attribute.empty());
      text += step.delta.attribute + ": " + step.delta.before + " -> " + step.delta.after + "\n";
    }
    return text;
  }
};

TEST_P(Laws, after_an_apply_a_fresh_probe_finds_nothing_to_do) {
  const auto all = wants();
  const auto work = diffs(all, kind_.law() == KindLaw::action ? Refresh::restart : Refresh::no);
  std::size_t acting = 0;
  for (const Changes& changes : work) acting += changes.empty() ? 0U : 1U;
  EXPECT_GT(acting, all.size() / 2) << "the cases must have something to do";
  const auto outcomes = apply(work);
  ASSERT_EQ(outcomes.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_TRUE(outcomes[i]) << world_->cases()[i].name << ": " << outcomes[i].error().text();
  const auto left = diffs(all);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(words(left[i]), "") << world_->cases()[i].name;
}

TEST_P(Laws, a_second_run_touches_nothing) {
  const auto all = wants();
  apply(diffs(all));
  const std::string before = world_->manifest();
  apply(diffs(all));
  EXPECT_EQ(world_->manifest(), before);
}

TEST_P(Laws, each_case_works_alone_as_in_a_batch) {
  for (const Case& each : world_->cases()) {
    const auto alone = GetParam().make();
    alone->prepare(each);
    const Boxed want = alone->want(each.yaml);
    const Boxed* pointer = &want;
    const auto found = alone->kind().probe({&pointer, 1}, {});
    ASSERT_TRUE(found.at(0)) << each.name;
    const Changes changes = alone->kind().diff(want, *found[0], Refresh::no);
    world_->prepare(each);
    const Boxed here = world_->want(each.yaml);
    EXPECT_EQ(words(kind_.diff(here, have(here), Refresh::no)).size() > 0, !changes.empty()) << each.name;
  }
}

TEST_P(Laws, element_i_answers_input_i_also_around_a_failure) {
  auto all = wants();
  const std::size_t middle = all.size() / 2;
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(middle), world_->want(world_->failing().yaml));
  const auto found = probe(all);
  ASSERT_EQ(found.size(), all.size());
  std::vector<Changes> work;
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(found[i]) << i;
    EXPECT_EQ(kind_.observe(all[i], *found[i]), kind_.observe(all[i], have(all[i]))) << i;
    work.push_back(kind_.diff(all[i], *found[i], Refresh::no));
  }
  const auto outcomes = apply(work);
  ASSERT_EQ(outcomes.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(outcomes[i].has_value(), i != middle) << i;
}

TEST_P(Laws, probe_and_forecast_write_nothing) {
  const auto all = wants();
  const std::string before = world_->manifest();
  const auto work = diffs(all);
  std::vector<const Changes*> pointers;
  for (const Changes& changes : work) pointers.push_back(&changes);
  const auto forecasts = kind_.forecast(pointers, {});
  ASSERT_EQ(forecasts.size(), all.size());
  for (const auto& forecast : forecasts) EXPECT_TRUE(forecast) << forecast.error().text();
  EXPECT_EQ(world_->manifest(), before);
}

TEST_P(Laws, diff_is_deterministic_and_everything_can_be_described) {
  for (const Boxed& want : wants()) {
    const Boxed found = have(want);
    EXPECT_EQ(words(kind_.diff(want, found, Refresh::no)), words(kind_.diff(want, found, Refresh::no)));
    EXPECT_EQ(kind_.observe(want, found), kind_.observe(want, found));
    const Inverse inverse = kind_.inverse(want, found);
    EXPECT_NE(inverse.attributes.has_value(), !inverse.reason.empty()) << "attributes, or why there are none";
    EXPECT_EQ(kind_.claims(want).owns, kind_.claims(want).owns);
  }
}

TEST_P(Laws, an_inverse_puts_back_what_was_there) {
  const auto cases = world_->cases();
  const auto all = wants();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Boxed before = have(all[i]);
    const Inverse inverse = kind_.inverse(all[i], before);
    if (!inverse.attributes) continue;
    apply({kind_.diff(all[i], before, Refresh::no)});
    Diagnostics diagnostics;
    const auto back = kind_.parse(*inverse.attributes, diagnostics);
    ASSERT_TRUE(back) << cases[i].name << ": " << (diagnostics.empty() ? "" : diagnostics.all()[0].message);
    for (const auto& outcome : apply({kind_.diff(*back, have(*back), Refresh::no)}))
      EXPECT_TRUE(outcome) << cases[i].name << ": " << outcome.error().text();
    EXPECT_EQ(kind_.observe(all[i], have(all[i])), kind_.observe(all[i], before)) << cases[i].name;
  }
}

TEST_P(Laws, what_an_inverse_says_is_left_is_what_is_left) {
  const auto cases = world_->cases();
  const auto all = wants();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Boxed before = have(all[i]);
    const Inverse inverse = kind_.inverse(all[i], before);
    if (!inverse.left) continue;
    apply({kind_.diff(all[i], before, Refresh::no)});
    Diagnostics diagnostics;
    const auto left = kind_.parse(*inverse.left, diagnostics);
    ASSERT_TRUE(left) << cases[i].name << ": " << (diagnostics.empty() ? "" : diagnostics.all()[0].message);
    EXPECT_EQ(words(kind_.diff(*left, have(*left), Refresh::no)), "") << cases[i].name;
  }
}

TEST_P(Laws, a_merge_of_the_examples_goes_without_a_trace) {
  for (const Example& example : kind_.schema().examples) {
    const std::string yaml(example.yaml);
    if (yaml.find("  merge: ") == std::string::npos) continue;
    for (const char* folder : {"/etc/", "/etc/docker/", "/etc/systemd/"}) world_->put(world_->placed(folder), "");
    const Boxed want = world_->want(yaml);
    const Boxed before = have(want);
    const Inverse inverse = kind_.inverse(want, before);
    ASSERT_TRUE(inverse.attributes && inverse.left) << example.title << ": " << inverse.reason;
    for (const auto& outcome : apply({kind_.diff(want, before, Refresh::no)})) EXPECT_TRUE(outcome) << example.title;
    Diagnostics diagnostics;
    const auto left = kind_.parse(*inverse.left, diagnostics);
    const auto back = kind_.parse(*inverse.attributes, diagnostics);
    ASSERT_TRUE(left && back) << example.title;
    EXPECT_EQ(words(kind_.diff(*left, have(*left), Refresh::no)), "") << example.title;
    for (const auto& outcome : apply({kind_.diff(*back, have(*back), Refresh::no)}))
      EXPECT_TRUE(outcome) << example.title;
    EXPECT_EQ(kind_.observe(want, have(want)), kind_.observe(want, before)) << example.title;
  }
}

TEST_P(Laws, a_stopped_door_says_canceled_or_has_done_its_work) {
  const auto all = wants();
  const auto work = diffs(all);
  std::stop_source stop;
  stop.request_stop();
  for (const auto& found : probe(all, stop.get_token())) {
    EXPECT_TRUE(found || found.error().code == ErrorCode::canceled) << found.error().text();
  }
  const auto outcomes = apply(work, stop.get_token());
  ASSERT_EQ(outcomes.size(), all.size());
  const auto left = diffs(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool done = outcomes[i] && words(left[i]).empty();
    EXPECT_TRUE(done || (!outcomes[i] && outcomes[i].error().code == ErrorCode::canceled)) << world_->cases()[i].name;
  }
}

TEST_P(Laws, an_action_is_never_in_sync_and_a_state_never_needs_a_refresh_to_be) {
  if (kind_.law() == KindLaw::state) {
    for (const Boxed& want : wants()) EXPECT_NE(kind_.claims(want).activation, Activation::when_refreshed);
    return;
  }
  const auto all = wants();
  const auto plain = diffs(all);
  const auto notified = diffs(all, Refresh::restart);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool waits = kind_.claims(all[i]).activation == Activation::when_refreshed;
    EXPECT_EQ(plain[i].size(), waits ? 0U : notified[i].size()) << world_->cases()[i].name;
  }
}

TEST_P(Laws, the_examples_of_the_schema_are_good) {
  ASSERT_FALSE(kind_.schema().examples.empty());
  for (const Example& example : kind_.schema().examples)
    EXPECT_TRUE(world_->want(std::string(example.yaml)).has_value()) << example.title;
}

INSTANTIATE_TEST_SUITE_P(Kinds, Laws, testing::ValuesIn(worlds()), [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace converge
