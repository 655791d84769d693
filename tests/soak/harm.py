"""What a soaked station has to bear. Each act returns what it did, and is over when it returns."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time

import ground


class Harm:
    def __init__(self, pid, db, store, films, seed):
        self.pid, self.db, self.store, self.films = pid, db, store, films
        self.chance = random.Random(seed)
        self.acts = {"kill": self.kill, "stop": self.stop, "missing": self.missing, "truncated": self.truncated, "store": self.damage_store,
                     "locked": self.lock, "alert": self.alert}

    def any(self):
        name = self.chance.choice(list(self.acts))
        return name, self.acts[name]()

    def child(self):
        """(pid, what it makes) of one of the encoders, or None."""
        done = subprocess.run(["ps", "--ppid", str(self.pid), "-o", "pid=,stat=,args="], stdout=subprocess.PIPE, text=True, check=True)
        found = [line.split(None, 2) for line in done.stdout.splitlines() if "defunct" not in line]
        if not found:
            return None
        pid, _, words = self.chance.choice(found)
        return int(pid), "sound" if "adts" in words else "pictures"

    def signal(self, number):
        child = self.child()
        if child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child[0], number)
        return child[1] if child else "nobody"

    def kill(self):
        return self.signal(signal.SIGKILL)

    def stop(self):
        return self.signal(signal.SIGSTOP)

    def missing(self):
        """A film is away for a while."""
        name = self.chance.choice(ground.FILMS)
        away = str(self.films[name]) + ".away"
        os.rename(self.films[name], away)
        time.sleep(self.chance.randrange(10, 25))
        os.rename(away, self.films[name])
        return name

    def truncated(self):
        """Half a film stands in for it for a while."""
        name = self.chance.choice(ground.FILMS)
        path, away = str(self.films[name]), str(self.films[name]) + ".away"
        with open(path, "rb") as whole:
            half = whole.read(os.path.getsize(path) // 2)
        os.rename(path, away)
        with open(path, "wb") as out:
            out.write(half)
        time.sleep(self.chance.randrange(10, 25))
        os.rename(away, path)
        return name

    def damage_store(self):
        """Bytes are flipped in some of the files that hold chunks, and in an index."""
        files = [os.path.join(top, name) for top, _, names in os.walk(self.store) for name in names if name.endswith((".chunks", ".index"))]
        hit = self.chance.sample(files, min(len(files), 12))
        flips = 0
        for path in hit:
            with contextlib.suppress(OSError, ValueError), open(path, "r+b") as file:
                size = os.path.getsize(path)
                for _ in range(5):
                    at = self.chance.randrange(size)
                    file.seek(at)
                    byte = file.read(1)[0]
                    file.seek(at)
                    file.write(bytes([byte ^ 0x41]))
                    flips += 1
        return f"{flips} bytes in {len(hit)} of {len(files)} files"

    def lock(self):
        """Somebody else writes into the catalog for ten seconds."""
        with contextlib.closing(sqlite3.connect(self.db, timeout=10, isolation_level=None)) as db:
            db.execute("BEGIN EXCLUSIVE")
            time.sleep(10)
            db.execute("ROLLBACK")
        return "10 s"

    def alert(self):
        words = ["alert", "send", "A soaked message", "--duration", "6s", "--style", self.chance.choice(("full", "crawl"))]
        channel = self.chance.choice(("every", "1", "2", "3"))
        if channel != "every":
            words += ["--channel", channel]
        subprocess.run([ground.station.PROGRAM, "--db", str(self.db), *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
        return " ".join(words[3:])
