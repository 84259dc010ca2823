// SPDX-License-Identifier: MIT
#include "engine/cli/streams.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace converge {

namespace {

std::atomic<int> lost_answer{0};  ///< the errno of what kept text from stdout, or 0

void write_stream(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      // A reader that went away wants no more; a full disk has lost an answer. The run matters more than either.
      if (descriptor == STDOUT_FILENO && errno != EPIPE) lost_answer = errno;
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb" || *term == '\0';
}

TextStyle style_of(int descriptor) {
  TextStyle style;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool plain = no_colour != nullptr && *no_colour != '\0';
  style.colour = isatty(descriptor) == 1 && !plain && !is_dumb() ? Colour::always : Colour::never;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) style.width = size.ws_col;
  return style;
}

}  // namespace

void print_out(std::string_view text) { write_stream(STDOUT_FILENO, text); }
int settle_answer(int exit) {
  if (lost_answer == 0) return exit;
  print_error("converge: error: not all of the answer could be written: " + std::string(std::strerror(lost_answer)) + "\n");
  return exit == 0 ? 1 : exit;
}
void print_error(std::string_view text) { write_stream(STDERR_FILENO, text); }

struct StopSignals::State {
  std::stop_source stop;
  std::stop_source abort;
  int signals = -1;
  int done = -1;
  std::thread watcher;

  void watch() {
    pollfd files[2] = {{signals, POLLIN, 0}, {done, POLLIN, 0}};
    while (poll(files, 2, -1) >= 0) {
      if ((files[1].revents & POLLIN) != 0) return;
      signalfd_siginfo arrived{};
      if (read(signals, &arrived, sizeof arrived) != static_cast<ssize_t>(sizeof arrived)) continue;
      if (stop.request_stop()) {
        print_error("\nconverge: stopping after what is running; press Ctrl-C again to end it now\n");
      } else {
        abort.request_stop();
      }
    }
  }
};

StopSignals::StopSignals() : state_(std::make_unique<State>()) {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  state_->signals = signalfd(-1, &set, SFD_CLOEXEC);
  state_->done = eventfd(0, EFD_CLOEXEC);
  state_->watcher = std::thread([this] { state_->watch(); });
}

StopSignals::~StopSignals() {
  const std::uint64_t one = 1;
  if (write(state_->done, &one, sizeof one) == static_cast<ssize_t>(sizeof one)) state_->watcher.join();
  else state_->watcher.detach();
  close(state_->signals);
  close(state_->done);
}

std::stop_token StopSignals::stop() const { return state_->stop.get_token(); }
std::stop_token StopSignals::abort() const { return state_->abort.get_token(); }

TextStyle stdout_style() { return style_of(STDOUT_FILENO); }
TextStyle stderr_style() { return style_of(STDERR_FILENO); }
bool is_interactive() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

std::optional<std::string> read_answer(const std::stop_token& stop) {
  constexpr int patience_ms = 100;
  std::string line;
  while (!stop.stop_requested()) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, patience_ms) == 0) continue;
    char next = 0;  // one at a time: what follows the line is for the next question
    if (read(STDIN_FILENO, &next, 1) != 1) return std::nullopt;
    if (next == '\n') return line;
    line += next;
  }
  return std::nullopt;
}

bool can_redraw() { return isatty(STDOUT_FILENO) == 1 && !is_dumb(); }

}  // namespace converge
