#!/usr/bin/env python3
"""Runs one transcript: tests/cmd/run.py --program build/retrovue NAME.test [--update]

A transcript is what a person would see. Each command runs in bash (pipefail on) in one fresh folder with its own HOME
and XDG directories, TZ=UTC and nothing of the caller's RETROVUE_* or PLEX_* variables. Lines, by how they start:

  # text        a comment
  $ command     runs; `> text` lines right after it continue the command on further lines
  ! text        a line that the last command must write to stderr (in order; none means stderr stays empty)
  ? N           its exit code (0 when the line is absent)
  @file PATH    makes a file from the lines up to @end; @hex PATH the same from hexadecimal digits
  @env NAME=V   sets a variable for what follows; @env NAME takes it away
  \\text         an expected line that begins with one of the marks above
  text          a line that the last command must write to stdout

Empty lines at the end of an expectation do not count. In expected lines:
  {*} any text   {n} a whole number   {time} an RFC 3339 time   {id} a number, the same wherever {id:NAME} has that name
  {cwd} the folder of the test, {home} its HOME   \\t a tab   a line of three dots: any lines, or none
Commands find `retrovue`, `json` (tests/cmd/bin) and $TESTS (the tests folder). --update rewrites what differs.
"""
import argparse, os, re, shutil, signal, subprocess, sys, tempfile

SECONDS = 120
TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"


class Step:
    """One command with what it must say."""
    def __init__(self, number, command):
        self.number, self.command = number, command
        self.out, self.err, self.code = [], [], 0
        self.first = self.last = number  # lines of the expectation, end exclusive


def parse(lines):
    """Yields ('step', Step), ('file', path, bytes) and ('env', text)."""
    made, step, i = [], None, 0
    while i < len(lines):
        line = lines[i]
        i += 1
        if line.startswith("#"):
            continue
        if line.startswith("@"):
            word, _, rest = line.partition(" ")
            if word == "@env":
                made.append(("env", rest))
            elif word in ("@file", "@hex"):
                end = lines.index("@end", i)
                text = "".join(l + "\n" for l in lines[i:end])
                made.append(("file", rest, bytes.fromhex(text) if word == "@hex" else text.encode()))
                i = end + 1
            else:
                sys.exit(f"line {i}: unknown mark {word}")
            step = None
        elif line.startswith("$ "):
            step = Step(i, line[2:])
            while i < len(lines) and lines[i].startswith("> "):
                step.command += "\n" + lines[i][2:]
                i += 1
            step.first = step.last = i
            made.append(("step", step))
        elif step is None:
            if line.strip():
                sys.exit(f"line {i}: text before any command")
        else:
            if line.startswith("! ") or line == "!":
                step.err.append(line[2:])
            elif line.startswith("? "):
                step.code = int(line[2:])
            else:
                step.out.append(line[1:] if line.startswith("\\") else line)
            if line.strip():
                step.last = i
    return made


def bare(lines):
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def pattern(line, names, cwd):
    """A regular expression for one expected line."""
    made = ""
    for part in re.split(r"(\{\*\}|\{n\}|\{time\}|\{id(?::\w+)?\}|\{cwd\}|\{home\}|\\t)", line):
        if part == "{*}":
            made += ".*"
        elif part == "{n}":
            made += r"-?\d+"
        elif part == "{time}":
            made += TIME
        elif part == "{cwd}":
            made += re.escape(cwd)
        elif part == "{home}":
            made += re.escape(os.path.join(os.path.dirname(cwd), "home"))
        elif part == "\\t":
            made += "\t"
        elif part.startswith("{id"):
            name = part[4:-1]
            if name in names:
                made += re.escape(names[name])
            elif name and f"(?P<{name}>" not in made:
                made += rf"(?P<{name}>\d+)"
            else:
                made += rf"(?P={name})" if name else r"\d+"
        else:
            made += re.escape(part)
    return made


def matches(expected, actual, names, cwd):
    """Line by line; three dots stand for any lines. Names found are kept."""
    expected, actual = bare(expected), bare(actual)
    if not expected or not actual:
        return not actual and all(line == "..." for line in expected)
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:], names, cwd) for i in range(len(actual) + 1))
    found = re.fullmatch(pattern(expected[0], names, cwd), actual[0])
    if not found:
        return False
    now = {**names, **{k: v for k, v in found.groupdict().items() if v is not None}}
    if matches(expected[1:], actual[1:], now, cwd):
        names.update(now)
        return True
    return False


def run(step, cwd, env):
    child = subprocess.Popen(["bash", "-o", "pipefail", "-c", step.command], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = child.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        sys.exit(f"line {step.number}: still running after {SECONDS} s: {step.command}")
    text = lambda b: b.decode("utf-8", "backslashreplace").split("\n")
    return bare(text(out)), bare(text(err)), child.returncode


def expectation(out, err, code):
    marked = [("\\" + line if line[:1] and line[0] in "#$!?@\\>" or line == "..." else line) for line in out]
    lines = [line.replace("\t", "\\t") for line in marked] + ["! " + line for line in err]
    return lines + ([f"? {code}"] if code else [])


def portable(lines, cwd):
    """The folders of this run by their names."""
    home = os.path.join(os.path.dirname(cwd), "home")
    return [line.replace(cwd, "{cwd}").replace(home, "{home}") for line in lines]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("test")
    parser.add_argument("--program", default=os.environ.get("RETROVUE", "build/retrovue"))
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    with open(options.test, encoding="utf-8") as file:
        lines = file.read().split("\n")
    here = os.path.dirname(os.path.abspath(__file__))
    top = tempfile.mkdtemp(prefix="retrovue-cmd-")
    cwd = os.path.join(os.path.realpath(top), "work")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("RETROVUE", "PLEX_", "XDG_", "LC_", "LANG"))
           and k not in ("NO_COLOR", "MANPATH")}
    for name in ("work", "home", "bin"):
        os.mkdir(os.path.join(top, name))
    os.symlink(os.path.abspath(options.program), os.path.join(top, "bin", "retrovue"))
    env.update(HOME=os.path.join(top, "home"), TZ="UTC", LC_ALL="C.UTF-8", TERM="dumb", TESTS=os.path.dirname(here),
               PATH=os.pathsep.join([os.path.join(top, "bin"), os.path.join(here, "bin"), env["PATH"]]))
    names, edits, failed = {}, [], 0
    try:
        for kind, *what in parse(lines):
            if kind == "file":
                path = os.path.join(cwd, what[0])
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(what[1])
            elif kind == "env":
                name, given, value = what[0].partition("=")
                env.update({name: value.replace("{cwd}", cwd)}) if given else env.pop(name, None)
            else:
                step = what[0]
                out, err, code = run(step, cwd, env)
                if matches(step.out, out, names, cwd) and matches(step.err, err, names, cwd) and code == step.code:
                    continue
                failed += 1
                edits.append((step, portable(expectation(out, err, code), cwd)))
                if not options.update:
                    print(f"{options.test}:{step.number}: $ {step.command}")
                    print("  expected:", *expectation(bare(step.out), step.err, step.code), sep="\n    ")
                    print("  came:", *expectation(out, err, code), sep="\n    ")
    finally:
        shutil.rmtree(top, ignore_errors=True)
    if options.update and edits:
        for step, made in reversed(edits):
            lines[step.first:step.last] = made
        with open(options.test, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        print(f"{len(edits)} expectations rewritten")
        return 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
