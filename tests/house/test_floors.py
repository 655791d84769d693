#!/usr/bin/env python3
"""check-floors finds what it is there to find: each breach is planted in a small tree."""
import os, subprocess, tempfile, unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def check(files):
    with tempfile.TemporaryDirectory() as top:
        for path, text in files.items():
            os.makedirs(os.path.join(top, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(top, path), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([os.path.join(TOP, "scripts/check-floors"), top], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


class Floors(unittest.TestCase):
    def breach(self, path, text, said):
        code, out = check({path: text})
        self.assertEqual(code, 1, out)
        self.assertIn(said, out)
        self.assertTrue(out.startswith(path), out)

    def test_includes(self):
        self.breach("lib/base/a.h", '#include "model/item.h"\n', "base must not know model")
        self.breach("lib/guide/a.cpp", '\n#include "catalog/plan.h"\n', "a.cpp:2: guide must not know catalog")
        self.breach("lib/serve/a.cpp", '#include "cli/output.h"\n', "serve must not know cli")
        self.breach("lib/station/a.cpp", '# include "cli/output.h"\n', "station must not know cli")
        self.breach("lib/other/a.cpp", "", "'other' is not a module")

    def test_sentences(self):
        self.breach("lib/station/a.cpp", 'x = "SELECT id FROM items";\n', "SQL stands only")
        self.breach("lib/sources/a.cpp", "curl_easy_init();\n", "curl_ stands only")
        self.breach("lib/playout/a.cpp", "if (fork() == 0) {}\n", "programs are started only")
        self.breach("lib/playout/a.cpp", 'std::system("ls");\n', "programs are started only")
        self.breach("lib/station/a.cpp", "if (isatty(1)) {}\n", "terminals")
        self.breach("cmd/a.cpp", "std::cout << 1;\n", "stdout belongs")
        self.breach("cmd/a.cpp", 'x = "\\033[1m";\n', "colour")

    def test_what_may_be(self):
        code, out = check({
            "lib/catalog/a.cpp": '#include <sqlite3.h>\n#include "base/error.h"\nx = "SELECT id FROM items";\n',
            "lib/base/http.cpp": "curl_easy_init();\n",
            "lib/cli/a.cpp": '#include "station/a.h"\nisatty(1);\n',
            "lib/station/a.h": "// SELECT id FROM items, isatty, curl_easy_init() in a remark\n",
            "cmd/a.cpp": '#include "serve/a.h"\n#include "cli/a.h"\nauto z = Zone::system();\n',
        })
        self.assertEqual((code, out), (0, "every floor holds\n"))

    def test_top(self):
        self.assertIn("extras: nothing but", check({"extras/a.txt": ""})[1])


unittest.main()
