#!/usr/bin/env python3
"""Every command is whole: words, example, manual page and transcripts."""
import glob, json, os, re, subprocess, unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("RETROVUE", os.path.join(TOP, "build/retrovue"))


def read(*parts):
    with open(os.path.join(TOP, *parts), encoding="utf-8") as file:
        return file.read()


def transcript_lines():
    """Every command line of the transcripts, with its continuation lines."""
    for path in glob.glob(os.path.join(TOP, "tests/cmd/*.test")):
        lines = read(path).split("\n")
        for i, line in enumerate(lines):
            if line.startswith("$ "):
                more = i + 1
                while more < len(lines) and lines[more].startswith("> "):
                    line += "\n" + lines[more][2:]
                    more += 1
                yield line


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = json.loads(subprocess.run([PROGRAM, "help", "--json"], capture_output=True, check=True).stdout)
        cls.lines = list(transcript_lines())

    def used(self, path):
        """What stands in transcripts after `retrovue [options] PATH`, up to the end of that command."""
        words = r"(?:\s+-\S+(?:\s+[^-\s]\S*)?)*?\s+".join(re.escape(word) for word in ["retrovue", *path.split()])
        pattern = re.compile(words + r"(?=$|[\s|;&)<>])[^|;&]*")
        return [found.group(0) for line in self.lines for found in pattern.finditer(line)]

    def for_each(self, check):
        for command in self.commands:
            with self.subTest(command=command["path"]):
                check(command)

    def test_table_is_sorted(self):
        rows = re.findall(r"\brow\((\w+)\)", read("cmd/commands.cpp"))
        paths = [command["path"] for command in self.commands]
        self.assertEqual(paths, sorted(paths))
        self.assertEqual(rows[0], "complete")
        self.assertEqual(rows[1:], [re.sub("[ -]", "_", path) for path in paths])
        for row in rows:
            self.assertTrue(os.path.exists(os.path.join(TOP, "cmd", row + ".cpp")), f"cmd/{row}.cpp")

    def test_words(self):
        def check(command):
            self.assertRegex(command["summary"], r"^[a-z].{8,70}[^.]$")
            self.assertGreater(len(command["text"] or ""), 40)
            self.assertRegex(command["examples"] or "", rf"(?m)^\$ .*retrovue {command['path']}\b")
        self.for_each(check)

    def test_parameters(self):
        def check(command):
            names = [parameter["name"] for parameter in command["parameters"]]
            self.assertEqual(len(names), len(set(names)))
            for parameter in command["parameters"]:
                self.assertRegex(parameter["description"], r"^.{4,}[^.]$", parameter["name"])
                self.assertRegex(parameter["value"] or "FLAG", r"^[A-Z]", parameter["name"])
                if not parameter["positional"]:
                    self.assertRegex(parameter["name"], r"^--[a-z][a-z0-9-]*$")
        self.for_each(check)

    def test_pages(self):
        self.for_each(lambda command: self.assertIn(
            command["summary"].split()[0], read("man", f"retrovue-{command['path'].replace(' ', '-')}.1")))

    def test_transcripts(self):
        self.for_each(lambda command: self.assertTrue(self.used(command["path"]), "no transcript runs it"))

    def test_writers_have_a_dry_run(self):
        def check(command):
            if command["effect"] in ("writes", "destroys"):
                self.assertTrue(any(re.search(r"\s(-n|--dry-run)\b", line) for line in self.used(command["path"])),
                                "no transcript tries --dry-run")
        self.for_each(check)

    def test_readers_speak_json(self):
        def check(command):
            if command["effect"] == "reads":
                self.assertTrue(any("--json" in line for line in self.used(command["path"])), "no transcript tries --json")
        self.for_each(check)


unittest.main()
