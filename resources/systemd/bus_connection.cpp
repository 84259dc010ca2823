// SPDX-License-Identifier: MIT
// The only file that knows sd-bus. Questions go out together and are answered in any
// order; a job is known by its path, as its end may be told before its beginning.
#include "resources/systemd/bus_connection.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "resources/process/descriptor.h"

namespace converge::systemd {

namespace {

constexpr const char* service = "org.freedesktop.systemd1";
constexpr const char* manager_path = "/org/freedesktop/systemd1";
constexpr const char* manager_interface = "org.freedesktop.systemd1.Manager";
constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";
constexpr const char* private_address = "unix:path=/run/systemd/private";
constexpr std::uint64_t answer_usec = 30'000'000;   // of a question
constexpr std::uint64_t reload_usec = 180'000'000;  // systemd itself allows 90 s for the generators

using Steady = std::chrono::steady_clock;

struct Unref {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
  void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
using Message = std::unique_ptr<sd_bus_message, Unref>;
using Slot = std::unique_ptr<sd_bus_slot, Unref>;

/// Frees what sd-bus puts into it.
struct BusError {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  BusError() = default;
  BusError(const BusError&) = delete;
  BusError& operator=(const BusError&) = delete;
  ~BusError() { sd_bus_error_free(&error); }
};

ErrorCode code_of(std::string_view name) {
  if (name.ends_with(".NoSuchUnit") || name.ends_with(".FileNotFound") || name.ends_with(".ENOENT"))
    return ErrorCode::not_found;
  if (name.ends_with(".BadUnitSetting") || name.ends_with(".LoadFailed")) return ErrorCode::invalid;
  if (name.ends_with(".AccessDenied") || name.ends_with(".InteractiveAuthorizationRequired")) return ErrorCode::denied;
  if (name.ends_with(".NoReply") || name.ends_with(".Timeout") || name.ends_with(".TimedOut"))
    return ErrorCode::timed_out;
  return ErrorCode::failed;
}

Error error_of(const sd_bus_error& error, int number, const std::string& what) {
  if (error.name == nullptr) return system_error(-number, what);
  return Error{code_of(error.name), error.message != nullptr ? error.message : error.name, {}}.while_doing(what);
}

/// Wakes a poll when the run is to stop.
class StopBell {
 public:
  explicit StopBell(std::stop_token stop)
      : bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), ring_(std::move(stop), Ring{bell_.get()}) {}
  [[nodiscard]] int descriptor() const { return bell_.get(); }

 private:
  struct Ring {
    int bell;
    void operator()() const { static_cast<void>(eventfd_write(bell, 1)); }
  };
  process::Descriptor bell_;
  std::stop_callback<Ring> ring_;
};

/// The text of an error as a property, a pair of name and text.
Property error_property(sd_bus_message* message) {
  const char* name = nullptr;
  const char* text = nullptr;
  const bool read = sd_bus_message_read(message, "(ss)", &name, &text) > 0;
  return {read && text != nullptr ? text : "", 0};
}

/// Of a list of (type, is a trigger, is negated, argument, state) the first that does not hold.
Property condition_property(sd_bus_message* message) {
  if (sd_bus_message_enter_container(message, 'a', "(sbbsi)") <= 0) return {};
  const char* type = nullptr;
  const char* argument = nullptr;
  int trigger = 0;
  int negated = 0;
  int state = 0;
  while (sd_bus_message_read(message, "(sbbsi)", &type, &trigger, &negated, &argument, &state) > 0) {
    if (state >= 0) continue;
    return {std::string(type) + "=" + (trigger != 0 ? "|" : "") + (negated != 0 ? "!" : "") + argument, 0};
  }
  return {};
}

/// What stands in the variant of an answer.
Property property_in(sd_bus_message* message) {
  char type = 0;
  const char* contents = nullptr;
  const bool variant = sd_bus_message_peek_type(message, &type, &contents) > 0 && type == 'v' && contents != nullptr;
  const std::string signature = variant ? contents : "";
  if (!variant || sd_bus_message_enter_container(message, 'v', signature.c_str()) <= 0) return {};
  if (signature == "(ss)") return error_property(message);
  if (signature == "a(sbbsi)") return condition_property(message);
  const char* text = nullptr;
  if ((signature == "s" || signature == "o") && sd_bus_message_read_basic(message, signature[0], &text) > 0)
    return {text, 0};
  std::int32_t small = 0;  // also a boolean
  std::uint32_t count = 0;
  std::uint64_t large = 0;
  if ((signature == "i" || signature == "b") && sd_bus_message_read_basic(message, signature[0], &small) > 0)
    return {"", small};
  if (signature == "u" && sd_bus_message_read_basic(message, 'u', &count) > 0) return {"", count};
  if (signature == "t" && sd_bus_message_read_basic(message, 't', &large) > 0)
    return {"", static_cast<std::int64_t>(large)};
  return {};
}

int append_strings(sd_bus_message* message, const std::vector<std::string>& texts) {
  int done = sd_bus_message_open_container(message, 'a', "s");
  for (const std::string& text : texts)
    if (done >= 0) done = sd_bus_message_append(message, "s", text.c_str());
  return done < 0 ? done : sd_bus_message_close_container(message);
}

}  // namespace

/// The socket, and what has come in by it.
struct BusConnection::Wire {
  sd_bus* bus = nullptr;
  Slot jobs;
  std::vector<Slot> listening;
  std::map<std::string, std::string> results;  ///< of jobs that have ended, by their paths
  bool changed = false;

  ~Wire() {
    listening.clear();
    jobs.reset();
    sd_bus_flush_close_unref(bus);
  }

  int open_private() {
    int done = sd_bus_new(&bus);
    if (done >= 0) done = sd_bus_set_address(bus, private_address);
    if (done >= 0) done = sd_bus_start(bus);
    if (done < 0) bus = sd_bus_unref(bus);
    return done;
  }

  /// Calls the manager with the arguments that `fill` appends.
  template <typename Fill>
  Result<Message> call(const char* method, Fill fill, std::uint64_t usec, const std::string& what) {
    sd_bus_message* raw = nullptr;
    int done = sd_bus_message_new_method_call(bus, &raw, service, manager_path, manager_interface, method);
    const Message message(raw);
    if (done >= 0) done = fill(raw);
    if (done < 0) return fail(system_error(-done, what));
    BusError error;
    sd_bus_message* reply = nullptr;
    done = sd_bus_call(bus, raw, usec, &error.error, &reply);
    if (done < 0) return fail(error_of(error.error, done, what));
    return Message(reply);
  }

  static int note_job(sd_bus_message* message, void* data, sd_bus_error*) {
    std::uint32_t id = 0;
    const char* path = nullptr;
    const char* unit = nullptr;
    const char* result = nullptr;
    if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) > 0)
      static_cast<Wire*>(data)->results[path] = result;
    return 0;
  }
  static int note_change(sd_bus_message*, void* data, sd_bus_error*) {
    static_cast<Wire*>(data)->changed = true;
    return 0;
  }
};

namespace {

/// A question that is on its way.
struct Asked {
  Property* answer;
  std::size_t* open;
};

int take_answer(sd_bus_message* reply, void* data, sd_bus_error*) {
  const auto* asked = static_cast<Asked*>(data);
  if (sd_bus_message_is_method_error(reply, nullptr) == 0) *asked->answer = property_in(reply);
  --*asked->open;
  return 0;
}

}  // namespace

bool is_systemd_running() { return sd_booted() > 0; }

std::string unit_object(const std::string& unit) {
  char* path = nullptr;
  if (sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit.c_str(), &path) < 0) return "/";
  std::string object = path;
  ::free(path);
  return object;
}

BusConnection::BusConnection(std::unique_ptr<Wire> wire) : wire_(std::move(wire)) {}
BusConnection::~BusConnection() = default;

Result<std::unique_ptr<BusConnection>> BusConnection::open() {
  auto wire = std::make_unique<Wire>();
  int done = geteuid() == 0 ? wire->open_private() : -EACCES;
  if (done < 0) done = sd_bus_open_system(&wire->bus);
  if (done < 0) return fail(system_error(-done, "connecting to systemd"));
  sd_bus_slot* slot = nullptr;
  done = sd_bus_match_signal(wire->bus, &slot, nullptr, manager_path, manager_interface, "JobRemoved", Wire::note_job,
                             wire.get());
  if (done < 0) return fail(system_error(-done, "listening to systemd"));
  wire->jobs.reset(slot);
  // Signals only come to who has subscribed; who may not can still look.
  static_cast<void>(wire->call(
      "Subscribe", [](sd_bus_message*) { return 0; }, answer_usec, "listening to systemd"));
  return std::unique_ptr<BusConnection>(new BusConnection(std::move(wire)));
}

bool BusConnection::is_open() const { return sd_bus_is_open(wire_->bus) > 0; }

Result<bool> BusConnection::wait_until(const std::function<bool()>& holds, Time deadline, const std::stop_token& stop) {
  const StopBell bell(stop);
  while (!holds()) {
    if (stop.stop_requested()) return fail(ErrorCode::canceled, "the run was stopped");
    const int processed = sd_bus_process(wire_->bus, nullptr);
    if (processed < 0) return fail(system_error(-processed, "talking to systemd"));
    if (processed > 0) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count();
    if (left <= 0) return false;
    pollfd both[] = {{sd_bus_get_fd(wire_->bus), static_cast<short>(sd_bus_get_events(wire_->bus)), 0},
                     {bell.descriptor(), POLLIN, 0}};
    constexpr std::int64_t at_most_ms = 60'000;
    if (::poll(both, 2, static_cast<int>(std::min(left, at_most_ms))) < 0 && errno != EINTR)
      return fail(system_error(errno, "waiting for systemd"));
  }
  return true;
}

Result<std::vector<Property>> BusConnection::ask(const std::vector<Question>& questions, const std::stop_token& stop) {
  std::vector<Property> answers(questions.size());
  std::vector<Asked> asked;
  asked.reserve(answers.size());
  std::vector<Slot> slots;  // an answer that comes too late finds nobody
  std::size_t open = questions.size();
  for (Property& answer : answers) asked.push_back({&answer, &open});
  for (std::size_t i = 0; i < questions.size(); ++i) {
    sd_bus_slot* slot = nullptr;
    const std::string interface = std::string(service) + "." + questions[i].interface;
    const int sent =
        sd_bus_call_method_async(wire_->bus, &slot, service, questions[i].object.c_str(), properties_interface, "Get",
                                 take_answer, &asked[i], "ss", interface.c_str(), questions[i].property.c_str());
    if (sent < 0) return fail(system_error(-sent, "asking systemd"));
    slots.emplace_back(slot);
  }
  const auto done = wait_until([&] { return open == 0; }, Steady::now() + std::chrono::microseconds(answer_usec), stop);
  if (!done) return fail(done.error());
  if (!*done) return fail(ErrorCode::timed_out, "systemd does not answer");
  return answers;
}

Result<std::vector<std::vector<std::string>>> BusConnection::list_units(const std::vector<std::string>& units) {
  const auto fill = [&](sd_bus_message* message) { return append_strings(message, units); };
  const auto reply = wire_->call("ListUnitsByNames", fill, answer_usec, "asking systemd for its units");
  if (!reply) return fail(reply.error());
  std::vector<std::vector<std::string>> rows;
  sd_bus_message* message = reply->get();
  if (const int done = sd_bus_message_enter_container(message, 'a', "(ssssssouso)"); done < 0)
    return fail(system_error(-done, "reading the units that systemd lists"));
  const char* words[9] = {};
  std::uint32_t job = 0;
  while (sd_bus_message_read(message, "(ssssssouso)", &words[0], &words[1], &words[2], &words[3], &words[4], &words[5],
                             &words[6], &job, &words[7], &words[8]) > 0)
    rows.push_back({words[0], words[1], words[2], words[3], words[4]});
  if (rows.size() != units.size())
    return fail(ErrorCode::io, "systemd has answered for other units than it was asked about");
  return rows;
}

Result<std::vector<std::pair<std::string, std::string>>> BusConnection::list_unit_files(
    const std::vector<std::string>& units) {
  const auto fill = [&](sd_bus_message* message) {
    const int done = append_strings(message, {});
    return done < 0 ? done : append_strings(message, units);
  };
  const auto reply = wire_->call("ListUnitFilesByPatterns", fill, answer_usec, "asking systemd for unit files");
  if (!reply) return fail(reply.error());
  std::vector<std::pair<std::string, std::string>> files;
  if (const int done = sd_bus_message_enter_container(reply->get(), 'a', "(ss)"); done < 0)
    return fail(system_error(-done, "reading the unit files that systemd lists"));
  const char* path = nullptr;
  const char* state = nullptr;
  while (sd_bus_message_read(reply->get(), "(ss)", &path, &state) > 0) files.emplace_back(path, state);
  return files;
}

Result<std::string> BusConnection::unit_file_state(const std::string& unit) {
  const auto fill = [&](sd_bus_message* message) { return sd_bus_message_append(message, "s", unit.c_str()); };
  const auto reply = wire_->call("GetUnitFileState", fill, answer_usec, "asking systemd for the unit file of " + unit);
  if (!reply) return fail(reply.error());
  const char* state = nullptr;
  const int done = sd_bus_message_read(reply->get(), "s", &state);
  return done > 0 ? Result<std::string>(state) : fail(system_error(-done, "reading the state of " + unit));
}

Result<bool> BusConnection::enable(const std::string& unit) {
  const auto fill = [&](sd_bus_message* message) {
    const int done = append_strings(message, {unit});
    return done < 0 ? done : sd_bus_message_append(message, "bb", 0, 0);  // for good; what is there is not replaced
  };
  const auto reply = wire_->call("EnableUnitFiles", fill, answer_usec, "enabling " + unit);
  if (!reply) return fail(reply.error());
  int carries = 0;
  const int done = sd_bus_message_read(reply->get(), "b", &carries);
  return done > 0 ? Result<bool>(carries != 0) : fail(system_error(-done, "enabling " + unit));
}

Result<void> BusConnection::disable(const std::string& unit, Lasting lasting) {
  const auto fill = [&](sd_bus_message* message) {
    const int done = append_strings(message, {unit});
    return done < 0 ? done : sd_bus_message_append(message, "b", lasting == Lasting::until_boot ? 1 : 0);
  };
  const auto reply = wire_->call("DisableUnitFiles", fill, answer_usec, "disabling " + unit);
  return reply ? Result<void>{} : fail(reply.error());
}

Result<void> BusConnection::reload() {
  const auto reply = wire_->call(
      "Reload", [](sd_bus_message*) { return 0; }, reload_usec, "daemon-reload");
  return reply ? Result<void>{} : fail(reply.error());
}

void BusConnection::reset_failed(const std::string& unit) {
  const auto fill = [&](sd_bus_message* message) { return sd_bus_message_append(message, "s", unit.c_str()); };
  static_cast<void>(wire_->call("ResetFailedUnit", fill, answer_usec, ""));
}

Result<std::string> BusConnection::begin(const char* method, const std::string& unit) {
  const auto fill = [&](sd_bus_message* message) {
    return sd_bus_message_append(message, "ss", unit.c_str(), "replace");
  };
  const auto reply = wire_->call(method, fill, answer_usec, "telling " + unit + " to act");
  if (!reply) return fail(reply.error());
  const char* path = nullptr;
  const int done = sd_bus_message_read(reply->get(), "o", &path);
  return done > 0 ? Result<std::string>(path) : fail(system_error(-done, "telling " + unit + " to act"));
}

std::string BusConnection::take_result(const std::string& job) {
  const auto found = wire_->results.find(job);
  if (found == wire_->results.end()) return "";
  std::string result = std::move(found->second);
  wire_->results.erase(found);
  return result;
}

void BusConnection::listen_to(const std::vector<std::string>& units) {
  wire_->listening.clear();
  wire_->changed = false;
  for (const std::string& unit : units) {
    sd_bus_slot* slot = nullptr;
    const int done = sd_bus_match_signal(wire_->bus, &slot, nullptr, unit_object(unit).c_str(), properties_interface,
                                         "PropertiesChanged", Wire::note_change, wire_.get());
    if (done >= 0) wire_->listening.emplace_back(slot);
  }
}

bool BusConnection::take_changed() { return std::exchange(wire_->changed, false); }

}  // namespace converge::systemd
