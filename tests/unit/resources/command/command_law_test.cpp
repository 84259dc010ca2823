// SPDX-License-Identifier: MIT
// Law 2, over every combination of guards, answers, occasions and refreshes.
#include "tests/unit/resources/command/command_test_support.h"

namespace converge {
namespace {

/// What one guard says: it is not written, or it has an answer.
enum class Say { absent, run, hold };
constexpr Say says[] = {Say::absent, Say::run, Say::hold};

struct Combination {
  Say creates, removes, only_if, unless;
  Occasion occasion;

  [[nodiscard]] bool has_guard() const {
    return creates != Say::absent || removes != Say::absent || only_if != Say::absent || unless != Say::absent;
  }
  [[nodiscard]] bool somebody_holds() const {
    return creates == Say::hold || removes == Say::hold || only_if == Say::hold || unless == Say::hold;
  }
};

std::vector<Combination> combinations() {
  std::vector<Combination> all;
  for (const Say creates : says)
    for (const Say removes : says)
      for (const Say only_if : says)
        for (const Say unless : says)
          for (const Occasion occasion : {Occasion::every_run, Occasion::when_notified})
            all.push_back({creates, removes, only_if, unless, occasion});
  return all;
}

class CommandLaw : public CommandTest {
 protected:
  /// The attributes of a combination, with the fakes set up to give its answers.
  CommandDesired set_up(const Combination& c) {
    std::string json = R"({"run":["act"])";
    if (c.creates != Say::absent) json += R"(,"creates":"/c")";
    if (c.removes != Say::absent) json += R"(,"removes":"/r")";
    if (c.only_if != Say::absent) json += R"(,"only_if":["only_if"])";
    if (c.unless != Say::absent) json += R"(,"unless":["unless"])";
    if (c.occasion == Occasion::when_notified) json += R"(,"when_notified":true)";
    paths_.present.clear();
    if (c.creates == Say::hold) paths_.present.insert("/c");
    if (c.removes == Say::run) paths_.present.insert("/r");
    runner_.answer({"only_if"}, c.only_if == Say::run ? 0 : 1);
    runner_.answer({"unless"}, c.unless == Say::run ? 1 : 0);
    return command(json + "}");
  }
};

TEST_F(CommandLaw, ItActsWhenAllThatIsWrittenAgrees) {
  for (const Combination& c : combinations()) {
    if (!c.has_guard() && c.occasion == Occasion::every_run) continue;  // refused when it is parsed
    const CommandDesired want = set_up(c);
    const auto have = probe(want);
    ASSERT_TRUE(have) << have.error().text();
    for (const Refresh refresh : {Refresh::no, Refresh::reload, Refresh::restart}) {
      const bool considered = c.occasion == Occasion::every_run || refresh != Refresh::no;
      const auto changes = Command::diff(want, *have, refresh);
      EXPECT_EQ(changes.size(), considered && !c.somebody_holds() ? 1U : 0U) << have->answers.size() << " answers";
      EXPECT_EQ(changes, Command::diff(want, *have, refresh)) << "the same question, the same answer";
    }
  }
}

TEST_F(CommandLaw, AfterWhatItMakesIsThereItHasNothingToDo) {
  const CommandDesired want = command(R"({"run":["make"],"creates":"/made","when_notified":false})");
  runner_.act({"make"}, [&](const ProcessSpec&) {
    paths_.present.insert("/made");
    return ProcessEnd{};
  });
  ASSERT_EQ(Command::diff(want, *probe(want), Refresh::no).size(), 1U);
  ASSERT_TRUE(apply(want));
  EXPECT_TRUE(Command::diff(want, *probe(want), Refresh::no).empty());
}

TEST_F(CommandLaw, AProbeRunsNothingButItsGuards) {
  const CommandDesired want = set_up({Say::run, Say::run, Say::run, Say::run, Occasion::every_run});
  ASSERT_TRUE(probe(want));
  std::vector<std::string> ran;
  for (const ProcessSpec& spec : runner_.calls()) ran.push_back(spec.argv.front());
  EXPECT_EQ(ran, (std::vector<std::string>{"only_if", "unless"}));
}

TEST_F(CommandLaw, ItIsAnAction) {
  const auto kind = erase(Command(runner_, paths_));
  EXPECT_EQ(kind->law(), KindLaw::action);
  EXPECT_EQ(kind->rank(), Rank::none);
  EXPECT_EQ(kind->lane().depth, 4U);
  EXPECT_EQ(kind->lane().batch, 1U);
  const Inverse inverse = Command::inverse({}, {});
  EXPECT_FALSE(inverse.attributes);
  EXPECT_EQ(inverse.reason, "a command cannot be undone");
}

}  // namespace
}  // namespace converge
