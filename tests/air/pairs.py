#!/usr/bin/env python3
"""pairs.py FILE CLASS [ALONE...]: runs the tests of a class two at a time, each in a process of its own, and those named last by themselves. For tests
that mostly wait for the clock and want the machine for themselves."""

import concurrent.futures
import importlib.util
import subprocess
import sys
import unittest
from pathlib import Path


def names(file, group):
    """As unittest finds them."""
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.getTestCaseNames(getattr(module, group))


def run(file, group, name):
    done = subprocess.run([sys.executable, str(file), f"{group}.{name}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}\n{done.stdout}", flush=True)
    return done.returncode == 0


def main(file, group, *alone):
    file = Path(file).resolve()
    found = names(file, group)
    together = [name for name in found if name not in alone]
    if not together or len(together) + len(alone) != len(found):
        sys.exit(f"{file.name} {group} has {', '.join(found)}")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        good = list(pool.map(lambda name: run(file, group, name), together))
    good += [run(file, group, name) for name in alone]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
