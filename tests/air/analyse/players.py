"""Plays a recording with ffmpeg and with VLC and keeps what they complain about."""

import os
import re
import shutil
import subprocess
import tempfile

# VLC's modules that judge the stream; the rest of its words are about screens and sound cards.
JUDGES = re.compile(r"\] (\S+ (?:demux|packetizer|decoder)|main input) (warning|error): (.*)")
# The AAC decoder gives nothing for its first frame, whatever the stream.
NATURAL = ("decoded zero sample",)


def ffmpeg(path):
    """The lines of `ffmpeg -v warning -f null -`, and its exit code as a line when it is not 0."""
    call = ["ffmpeg", "-v", "warning", "-nostdin", "-i", f"file:{path}", "-map", "0", "-f", "null", "-"]
    done = subprocess.run(call, capture_output=True, text=True, errors="replace", check=False)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines + ([f"exit code {done.returncode}"] if done.returncode else [])


def vlc(path, rate=16, timeout=300):
    """What VLC's demuxer, packetizers and decoders warn of, playing at `rate` times the speed.

    Raises OSError when there is no VLC. It refuses to run as root, so root becomes nobody for it.
    """
    if not shutil.which("vlc"):
        raise OSError("vlc is missing (apt-get install vlc-bin vlc-plugin-base)")
    with tempfile.TemporaryDirectory() as home, open(path, "rb") as source:
        os.chmod(home, 0o777)
        call = ["vlc", "-I", "dummy", "-vv", "--no-color", "--vout", "dummy", "--aout", "dummy", "--rate", str(rate),
                "--no-drop-late-frames", "--no-skip-frames", "--demux", "ts", f"fd://{source.fileno()}", "vlc://quit"]
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(call, capture_output=True, text=True, errors="replace", timeout=timeout, check=False,
                              pass_fds=(source.fileno(),), env=os.environ | {"HOME": home}, **nobody)
    if not re.search(r"using demux module", done.stderr):
        return [f"VLC did not play '{path}'"]
    found = [f"{module} {text}" for module, _, text in JUDGES.findall(done.stderr)]
    # Played faster than life, lateness says how busy this machine is, not how good the stream is.
    busy = re.compile("late") if rate > 1 else re.compile("(?!)")
    return [line for line in found if not line.endswith(NATURAL) and not busy.search(line)]
