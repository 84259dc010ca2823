# SPDX-License-Identifier: MIT
"""A saved plan is for one system and taken as it is; contents with an address of their own reach whoever applies them."""
import hashlib
import http.server
import json
import os
import signal
import subprocess
import threading
import time
import unittest

from support import AGENT, CONVERGE, ENVIRONMENT, Case

BYTES = b"far away\n" * 1000
URL_PLAYBOOK = "- hosts: all\n  resources:\n    - file: /far\n      url: http://127.0.0.1:%d/%s\n      sha256: %s\n"
SECONDS = 20


class Server:
    """BYTES at /far, nothing elsewhere, and /slow, which never ends."""

    def __init__(self):
        self.asked = []
        self.release = threading.Event()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                if self.path == "/far":
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(BYTES)))
                    self.end_headers()
                    self.wfile.write(BYTES)
                elif self.path == "/slow":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000000")
                    self.end_headers()
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    server.release.wait(SECONDS)
                else:
                    self.send_error(404)

            def log_message(self, *words):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def close(self):
        self.release.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


class Addresses(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.close)

    def site(self, name="far", digest=hashlib.sha256(BYTES).hexdigest()):
        return self.write("site.yaml", URL_PLAYBOOK % (self.server.port, name, digest))

    def far(self):
        with open(os.path.join(self.root, "far"), "rb") as file:
            return file.read()

    def test_a_saved_plan_fetches_what_it_needs(self):
        plan = self.path("plan")
        self.converge("plan", self.site(), "--root", self.root, "--out", plan, expect=2)
        self.assertEqual(self.server.asked, [], "a plan fetches nothing")
        self.converge("apply", plan, expect=0)
        self.assertEqual(self.far(), BYTES)

    def test_a_digest_in_capitals(self):
        self.converge("apply", self.site(digest=hashlib.sha256(BYTES).hexdigest().upper()), "--root", self.root, expect=0)
        self.assertEqual(self.far(), BYTES)

    def test_what_a_file_of_the_repository_has_too_is_not_fetched(self):
        text = BYTES.decode()
        self.write("files/near", text)
        site = self.site()
        with open(site, "a", encoding="utf-8") as file:
            file.write("    - file: /near\n      source: near\n")
        plan = self.path("plan")
        self.converge("plan", site, "--root", self.root, "--out", plan, expect=2)
        self.converge("apply", plan, expect=0)
        self.assertEqual(self.far(), BYTES)
        self.assertEqual(self.server.asked, [])

    def test_a_bundle_brings_it_along(self):
        self.converge("plan", self.site(), "--root", self.root, "--bundle", self.path("bundle"), expect=2)
        with open(self.path("bundle"), "rb") as bundle:
            done = subprocess.run([AGENT, "apply", "--root", self.root], stdin=bundle, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.far(), BYTES)

    def test_the_reason_of_a_failed_download_is_told(self):
        done = self.converge("apply", self.site("nowhere"), "--root", self.root, expect=1)
        self.assertIn("404", done.stdout)
        self.assertIn("/nowhere", done.stdout)

    def test_a_folder_for_temporary_files_that_is_not_there_is_an_error(self):
        done = self.converge("apply", self.site(), "--root", self.root, "--no-cache", expect=1,
                             environment={"TMPDIR": "/no/such/folder"})
        self.assertIn("TMPDIR", done.stdout)

    def test_a_second_signal_ends_a_download(self):
        run = subprocess.Popen([CONVERGE, "apply", self.site("slow"), "--root", self.root, "--no-cache"], env=ENVIRONMENT,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            deadline = time.monotonic() + SECONDS
            while not self.server.asked and time.monotonic() < deadline:
                os.sched_yield()
            self.assertEqual(self.server.asked, ["/slow"])
            run.send_signal(signal.SIGINT)
            self.assertIn("stopping", run.stderr.readline() + run.stderr.readline())
            run.send_signal(signal.SIGINT)
            out, _ = run.communicate(timeout=SECONDS)
        finally:
            run.kill()
            run.wait()
        self.assertEqual(run.returncode, 1, out)
        self.assertIn("stopped", out)


class SavedPlan(Case):
    def setUp(self):
        super().setUp()
        self.site = self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: hello\n")
        self.plan = self.path("plan")
        self.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")

    def save(self, *words):
        return self.converge("plan", self.site, "--root", self.root, "--out", self.plan, *words, expect=2)

    def motd(self):
        return os.path.exists(os.path.join(self.root, "motd"))

    def test_it_knows_its_root(self):
        self.save()
        self.converge("apply", self.plan, expect=0)
        self.assertTrue(self.motd())

    def test_another_root_is_refused(self):
        self.save()
        os.mkdir(self.path("other"))
        done = self.converge("apply", self.plan, "--root", self.path("other"), expect=69)
        self.assertIn("its root is " + self.root, done.stderr)
        self.assertEqual(os.listdir(self.path("other")), [])

    def test_another_machine_is_refused(self):
        self.save()
        self.write("root/etc/machine-id", "ffffffffffffffffffffffffffffffff\n")
        self.assertIn("machine-id", self.converge("apply", self.plan, expect=69).stderr)
        self.assertFalse(self.motd())

    def test_it_is_shown_again(self):
        first = self.save().stdout
        again = self.converge("plan", self.plan, expect=2)
        self.assertIn("file[/motd]", again.stdout)
        self.assertEqual(again.stdout.split("Plan:")[1], first.split("Plan:")[1])
        self.assertIn("as it was saved", again.stderr)
        self.assertEqual(self.converge("apply", "--check", self.plan, expect=2).stdout, again.stdout)
        events = self.events(self.converge("plan", self.plan, "--output", "json", expect=2).stdout)
        self.assertEqual([event["event"] for event in events], ["run_started", "resource_planned", "plan_finished"])
        self.assertEqual((events[0]["run"], events[0]["host"]), ("", "localhost"))
        self.assertFalse(self.motd())

    def test_shown_again_it_is_still_that_of_its_root_and_without_texts(self):
        self.save()
        other = self.converge("plan", self.plan, "--root", self.path("other"), expect=69)
        self.assertIn("its root is " + self.root, other.stderr)
        self.assertIn("keeps no texts", self.converge("plan", self.plan, "--diff", expect=64).stderr)

    def test_a_bundle_through_a_pipe_of_the_shell_keeps_the_file_of_the_shell(self):
        file = self.write("bundle", "")
        inode = os.stat(file).st_ino
        with open(file, "w", encoding="utf-8") as stream:
            subprocess.run([CONVERGE, "plan", self.site, "--root", self.root, "--bundle", "/dev/stdout"], stdout=stream,
                           stderr=subprocess.DEVNULL, env=ENVIRONMENT, timeout=SECONDS, check=False)
        self.assertEqual(os.stat(file).st_ino, inode)
        with open(file, encoding="utf-8", errors="replace") as stream:
            self.assertIn('"converge":"bundle"', stream.read())

    def test_it_takes_the_place_of_another_plan_and_of_nothing_else(self):
        self.save()
        self.save()
        for name, text in (("notes.txt", "mine\n"), ("data.json", "{\"mine\": 1}\n")):
            path = self.write(name, text)
            done = self.converge("plan", self.site, "--root", self.root, "--out", path, expect=64)
            self.assertIn("there is another file of this name", done.stderr)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), text)
        self.converge("plan", self.site, "--root", self.root, "--out", self.site, expect=64)

    def test_an_answer_that_a_full_disk_has_lost_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([CONVERGE, "lint", self.site], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT,
                                  timeout=SECONDS, check=False, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left on device", done.stderr)

    def test_options_that_it_cannot_follow_are_refused(self):
        self.save()
        for words in (("--limit", "nobody"), ("--inventory", "cluster.yaml"), ("--revision", "main")):
            for command in ("apply", "plan"):
                done = self.converge(command, self.plan, *words, expect=64)
                self.assertIn(words[0], done.stderr)
        self.assertFalse(self.motd())

    def test_a_name_that_is_no_file_stays_what_it_is(self):
        os.symlink("/dev/null", self.path("null"))
        self.converge("plan", self.site, "--root", self.root, "--out", self.path("null"), expect=2)
        self.assertTrue(os.path.islink(self.path("null")))
        done = self.converge("plan", self.site, "--root", self.root, "--bundle", "/dev/stdout", expect=2)
        self.assertIn('"converge":"bundle"', done.stdout)

    def test_the_policy_of_the_command_line_speaks_where_the_yaml_is_silent(self):
        command = "    - command: go\n      run: \"true\"\n      interrupts: restart\n      creates: /never%s\n"
        site = self.write("two.yaml", "- hosts: all\n  resources:\n" + command % "" +
                          command.replace("go", "anyway") % "\n      disruption: allowed")
        done = self.converge("plan", site, "--root", self.root, "--disruption", "deferred", expect=2)
        self.assertRegex(done.stdout, r"command\[go\].*deferred")
        self.assertNotRegex(done.stdout, r"command\[anyway\].*deferred")


class Stopped(Case):
    def test_hosts_that_were_not_tried_are_named_and_count(self):
        site = self.write("site.yaml", "- hosts: all\n  resources:\n    - command: wait\n      run: \"echo up >> %s; exec sleep 1000\"\n"
                          "      creates: /never\n" % self.path("up"))
        self.write("cluster.yaml", "all:\n  vars: {ansible_connection: local}\n  hosts:\n    a:\n    b:\n")
        for words, code in (((), 1), (("--detailed-exitcodes",), 4)):
            run = subprocess.Popen([CONVERGE, "apply", site, "--state-dir", self.path("state"), "--no-cache", *words],
                                   env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            try:
                deadline = time.monotonic() + SECONDS
                while not os.path.exists(self.path("up")) and time.monotonic() < deadline:
                    os.sched_yield()
                os.remove(self.path("up"))
                run.send_signal(signal.SIGINT)
                run.stderr.readline()
                run.send_signal(signal.SIGTERM)
                _, err = run.communicate(timeout=SECONDS)
            finally:
                run.kill()
                run.wait()
            self.assertEqual(run.returncode, code, err)
            self.assertIn("before these hosts were tried: b", err)

    def test_disabling_reaches_a_run_that_waits(self):
        site = self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: x\n")
        self.converge("apply", site, "--root", self.root, expect=0)
        lock = os.path.join(self.root, "var/lib/converge/lock")
        self.assertTrue(os.path.exists(lock), os.listdir(os.path.dirname(lock)))
        holder = subprocess.Popen(["flock", lock, "sh", "-c", "echo held; read x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.assertEqual(holder.stdout.readline(), "held\n")
        os.remove(os.path.join(self.root, "motd"))
        waiting = subprocess.Popen([CONVERGE, "apply", site, "--root", self.root, "--no-cache", "--lock-timeout", "60"],
                                   env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:  # until it has the file open, it is not waiting yet
                try:
                    if any(os.readlink("/proc/%d/fd/%s" % (waiting.pid, fd)) == lock for fd in os.listdir("/proc/%d/fd" % waiting.pid)):
                        break
                except OSError:
                    pass
            self.converge("disable", "hands off", "--root", self.root, expect=0)
            holder.communicate("\n")
            out, err = waiting.communicate(timeout=SECONDS)
        finally:
            waiting.kill()
            waiting.wait()
        self.assertEqual(waiting.returncode, 75, out + err)
        self.assertIn("hands off", err)
        self.assertFalse(os.path.exists(os.path.join(self.root, "motd")))


class Rooted(Case):
    def test_the_memory_of_another_root_stays_in_it(self):
        site = self.write("site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: x\n")
        os.mkdir(self.path("outside"))
        os.makedirs(self.path("root/var"))
        os.symlink(self.path("outside"), self.path("root/var/lib"))
        done = self.converge("apply", site, "--root", self.root, expect=69)
        self.assertIn("neither a folder nor a link to one", done.stderr)
        self.converge("disable", "x", "--root", self.root, expect=69)
        self.assertEqual(os.listdir(self.path("outside")), [])

    def test_what_is_not_there_is_unavailable(self):
        site = self.write("site.yaml", "[]\n")
        for words in (("--root", self.path("none")), ("--repo", self.path("none"))):
            self.converge("plan", site, *words, expect=69)

    def test_the_owner_does_not_depend_on_where_one_stands(self):
        site = self.write("repo/site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: x\n")
        owners = set()
        for word, cwd in ((site, "/"), ("site.yaml", self.path("repo")), ("repo/site.yaml", self.scratch)):
            self.converge("plan", word, "--root", self.root, "--bundle", self.path("bundle"), cwd=cwd, expect=2)
            with open(self.path("bundle"), "rb") as bundle:
                catalog = bundle.read().decode().split("\n", 1)[1]
            owners.add(json.JSONDecoder().raw_decode(catalog)[0]["owner"])
        self.assertEqual(owners, {self.path("repo")})

    def test_nor_does_that_of_a_repository(self):
        self.write("repo/site.yaml", "- hosts: all\n  resources:\n    - file: /motd\n      content: x\n")
        git = ["git", "-C", self.path("repo"), "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
            self.assertEqual(self.run_program(git + words).returncode, 0)
        self.converge("plan", "site.yaml", "--repo", ".", "--root", self.root, "--bundle", self.path("bundle"),
                      cwd=self.path("repo"), expect=2)
        with open(self.path("bundle"), "rb") as bundle:
            catalog = bundle.read().decode().split("\n", 1)[1]
        self.assertEqual(json.JSONDecoder().raw_decode(catalog)[0]["owner"], self.path("repo"))


if __name__ == "__main__":
    unittest.main()
