#!/usr/bin/env python3
"""Files stay small and finished."""
import os, re, subprocess, unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CODE = (".cpp", ".h", ".py", ".sh", ".cmake", ".sql", ".js", ".css", ".bash", ".fish")
FORBIDDEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
NAMES = re.compile(r"(^|_)(manager|helper|util|utils|handler|service|engine|orchestrator)(_|\.|$)")


def files():
    listed = subprocess.run(["git", "-C", TOP, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.split("\n") if path and os.path.isfile(os.path.join(TOP, path))]


def lines(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read().split("\n")


class Files(unittest.TestCase):
    def code(self):
        for path in files():
            if path.endswith(CODE) or path.startswith("scripts/"):
                yield path

    def test_sizes(self):
        for path in self.code():
            with self.subTest(path=path):
                most = 120 if path.startswith("cmd/") or (path.startswith("lib/") and path.endswith(".h")) else 400
                self.assertLessEqual(len(lines(path)) - 1, most)

    def test_finished(self):
        for path in self.code():
            for number, line in enumerate(lines(path), 1):
                self.assertIsNone(FORBIDDEN.search(line), f"{path}:{number}: {line}")

    def test_line_ends(self):
        for path in self.code():
            text = lines(path)
            self.assertEqual(text[-1], "", f"{path}: the last line has no end")
            for number, line in enumerate(text, 1):
                self.assertEqual(line, line.rstrip(), f"{path}:{number}: space at the end")

    def test_names(self):
        for path in files():
            if path.startswith(("lib/", "cmd/")):
                self.assertIsNone(NAMES.search(os.path.basename(path)), path)

    def test_types_have_one_definition(self):
        """Two types of one name in a module: the linker takes the code of either for both (C++ [basic.def.odr])."""
        known = {}
        for path in files():
            if not re.match(r"lib/.*\.h$", path):
                continue
            text = "\n".join(lines(path))
            space = re.search(r"^namespace (retrovue::\w+(?:::\w+)*) \{", text, re.M)
            for name in re.findall(r"^(?:struct|class|enum class|enum) (\w+)(?: final)?(?: :[^:;]*)? ?\{", text, re.M):
                other = known.setdefault((space and space[1], name), path)
                self.assertEqual(other, path, f"{name} is defined in both")

    def test_shims(self):
        for name in ("retrovue.bash", "_retrovue", "retrovue.fish"):
            self.assertLess(len(lines(f"completions/{name}")), 40)


unittest.main()
