#!/usr/bin/env python3
"""Tokens stay secret: everything is turned up, everything that comes out or stays is searched. RETROVUE names the program."""
import base64
import glob
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import urllib.request

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIRST, SECOND, ACCOUNT = "Xq7server1tokenZ", "Yk3server2tokenQ", "Wp9accounttokenV"


def forms(token):
    """What a reader would recognise it by."""
    raw = token.encode()
    return [raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"="), raw[::-1]]


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        self.home, self.bin = os.path.join(self.top, "home"), os.path.join(self.top, "bin")
        os.mkdir(self.home)
        os.mkdir(self.bin)
        # Children that leave their command line behind before they are what they are.
        self.lines = os.path.join(self.top, "command-lines")
        for name in ("ffprobe", "ffmpeg"):
            path = os.path.join(self.bin, name)
            with open(path, "w") as script:
                script.write(f'#!/bin/sh\ntr "\\0" " " < /proc/$$/cmdline >> {self.lines}\necho >> {self.lines}\nenv >> {self.lines}\nexec {shutil.which(name)} "$@"\n')
            os.chmod(path, 0o755)
        self.fake = subprocess.Popen([sys.executable, os.path.join(TESTS, "fakes", "plex"), "--shows", "2", "--seasons", "1", "--episodes", "2", "--movies", "3",
                                      "--token", FIRST, "--prefix", os.path.join(self.top, "media")],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_fake)
        self.said = json.loads(self.fake.stdout.readline())
        self.tell("set", {"account": ACCOUNT})
        self.out = []  # (words, bytes)

    def stop_fake(self):
        self.fake.stdin.close()
        self.fake.wait(10)
        self.fake.stdout.close()

    def tell(self, what, wish):
        urllib.request.urlopen(urllib.request.Request(f"{self.said['url']}/_fake/{what}", data=json.dumps(wish).encode(), method="POST")).read()

    def environment(self, more=None):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RETROVUE", "PLEX_", "XDG_"))}
        return {**kept, "HOME": self.home, "PATH": self.bin + ":" + os.environ["PATH"], **(more or {})}

    def run_words(self, *words, code=0, text=None, more=None):
        ran = subprocess.run([os.environ["RETROVUE"], *words], env=self.environment(more), input=text, capture_output=True, cwd=self.top)
        self.out.append((words, ran.stdout + ran.stderr))
        if code is not None:
            self.assertEqual(ran.returncode, code, (words, ran.stderr.decode()[-2000:]))
        return ran.stdout.decode()

    def search(self, where, data):
        for token in (FIRST, SECOND, ACCOUNT):
            for form in forms(token):
                self.assertNotIn(form, data, f"{token} in {where}")

    def files(self):
        for folder, _, names in os.walk(self.home):
            for name in names:
                yield os.path.join(folder, name)

    def test_nothing_tells_a_token(self):
        url = self.said["url"]
        loud = ["--debug"]
        self.run_words("server", "add", "plain", "--url", url, "--token-stdin", *loud, text=FIRST.encode())
        self.run_words("server", "add", "again", "--url", url, *loud, code=2, more={"PLEX_TOKEN": FIRST})
        self.run_words("server", "add", "wrong", "--url", f"{url}/?X-Plex-Token={FIRST}", "--token-stdin", *loud, code=2, text=b"x")
        self.run_words("server", "add", "wrong", "--url", url.replace("http://", f"http://me:{FIRST}@"), "--token-stdin", *loud, code=2, text=b"x")
        self.run_words("server", "set", "plain", "--token-file", "/dev/stdin", *loud, text=FIRST.encode())
        self.run_words("server", "login", "plain", "--plextv-url", url, *loud)
        for words in (["server", "list"], ["server", "show", "plain"], ["server", "test"], ["library", "list"], ["sync", "-v"], ["sync", "--full", "--progress"],
                      ["sync", "status"], ["sync", "history"], ["error", "list"], ["item", "show", "1"], ["config", "list", "--all"], ["db", "status"]):
            for json_too in ([], ["--json"]):
                self.run_words(*words, *json_too, *loud, code=None)
        self.run_words("discover", "--title", "x", *loud, code=4)
        # Every way of failing while the token is on the wire.
        for fault in ({"kind": "status", "status": 401}, {"kind": "status", "status": 500}, {"kind": "html"}, {"kind": "reset"}, {"kind": "short"}, {"kind": "cut"}):
            self.tell("fault", {"match": "/library/sections", "times": 2, **fault})
            self.run_words("sync", "--full", *loud, "-v", code=None)
            self.run_words("server", "test", "--json", *loud, code=None)
            self.tell("clear", {})
        # A token that is refused is renewed by the account's; the new one is as secret.
        self.tell("set", {"token": SECOND})
        self.run_words("sync", *loud, "-v", more={"RETROVUE_SYNC_PLEXTV_URL": url})
        self.run_words("server", "login", "plain", "--plextv-url", url, *loud)
        self.run_words("sync", *loud)

        # Files here, so that children run, with the token in the environment as well.
        for item in json.loads(self.run_words("item", "list", "--json")):
            if not item["source_path"]:
                continue
            os.makedirs(os.path.dirname(item["source_path"]), exist_ok=True)
            shutil.copyfile(self.clip(), item["source_path"])
        self.run_words("sync", "-q")
        self.run_words("validate", "--json", *loud, code=None, more={"PLEX_TOKEN": SECOND})
        self.run_words("play", "item", "1", "--output", os.path.join(self.top, "air.ts"), *loud, code=None, more={"PLEX_TOKEN": SECOND})
        self.assertGreater(os.path.getsize(self.lines), 100)
        with open(self.lines, "rb") as lines:
            self.search("the command line of a child", lines.read())

        # The program's own command line while it runs.
        self.tell("fault", {"match": "/identity", "kind": "hang", "seconds": 20, "times": 9})
        child = subprocess.Popen([os.environ["RETROVUE"], "sync", "--debug"], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seen = b""
        while not seen:
            with open(f"/proc/{child.pid}/cmdline", "rb") as line:
                seen = line.read()
        self.search("its own command line", seen)
        child.kill()
        self.out.append((["killed"], child.communicate()[0]))
        self.tell("clear", {})

        # What stays on the disk, and a copy that would go along with a report.
        backup = os.path.join(self.home, "copy.db")
        self.run_words("db", "backup", backup)
        checked = 0
        for path in self.files():
            with open(path, "rb") as file:
                self.search(path, file.read())
            checked += 1
        self.assertGreater(checked, 2)
        for words, data in self.out:
            self.search(" ".join(words), data)
        key = os.path.join(self.home, ".config", "retrovue", "secret.key")
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(key)).st_mode), 0o700)
        self.assertNotEqual(os.path.dirname(key), os.path.dirname(glob.glob(os.path.join(self.home, ".local/share/retrovue/*.db"))[0]))

        # Without the key the copy opens nothing, and says so.
        os.rename(key, key + ".away")
        ran = subprocess.run([os.environ["RETROVUE"], "--db", backup, "server", "test", "plain"], env=self.environment(), capture_output=True)
        self.assertEqual(ran.returncode, 1, ran.stderr)
        self.assertIn(b"cannot be opened with the key", ran.stderr)
        os.rename(key + ".away", key)
        self.assertEqual(subprocess.run([os.environ["RETROVUE"], "--db", backup, "server", "test", "plain"], env=self.environment(), capture_output=True).returncode, 0)

    def test_a_token_on_the_command_line_is_warned_of(self):
        self.run_words("server", "add", "plain", "--url", self.said["url"], "--plex-token", FIRST)
        self.assertIn(b"can be read by others", self.out[-1][1])
        self.search("the warning", self.out[-1][1])

    def clip(self):
        path = os.path.join(self.top, "clips", "tiny.mp4")
        if not os.path.exists(path):
            subprocess.run([sys.executable, os.path.join(TESTS, "media", "make-clips"), os.path.dirname(path), "tiny"], check=True, stdout=subprocess.DEVNULL)
        return path


if __name__ == "__main__":
    unittest.main()
