"""Looks at a whole station over HTTP: page, channel list, guide, and every channel as MPEG-TS and HLS."""

import json
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import hls
import report

RATES = {3003: (30000, 1001), 3600: (25, 1), 3754: (24000, 1001), 3753: (24000, 1001), 1502: (60000, 1001),
         1501: (60000, 1001), 3000: (30, 1), 1800: (50, 1)}


def get(url):
    """Body and content type. Raises OSError."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read(), answer.headers.get_content_type()


def page(base, faults):
    """The page and everything it loads, however deep."""
    seen, todo, sizes = set(), [urllib.parse.urljoin(base, "/")], {}
    while todo:
        url = todo.pop()
        if url in seen:
            continue
        seen.add(url)
        try:
            body, kind = get(url)
        except OSError as error:
            faults.append(f"page: {url}: {error}")
            continue
        sizes[urllib.parse.urlparse(url).path] = len(body)
        if kind in ("text/html", "text/javascript", "application/javascript", "text/css") and len(body) < 200_000:
            for link in re.findall(r"""(?:src|href)="([^"#]+)"|(?:from|import)\s*\(?\s*["']([^"']+)["']""",
                                   body.decode(errors="replace")):
                target = urllib.parse.urljoin(url, link[0] or link[1])
                if urllib.parse.urlparse(target).netloc != urllib.parse.urlparse(base).netloc:
                    faults.append(f"page: {url} needs the network: {target}")
                elif re.search(r"\.(js|mjs|css|svg|ico|png)$", target):
                    todo.append(target)
    if not any("hls" in path for path in sizes):
        faults.append("page: loads no hls.js")
    return sizes


def channel_list(base, faults):
    """[(guide id, name, URL)] of the M3U."""
    body, _ = get(urllib.parse.urljoin(base, "/channels.m3u"))
    lines = body.decode().splitlines()
    if not lines or not lines[0].startswith("#EXTM3U"):
        faults.append("channels.m3u: first line is not #EXTM3U")
    found = []
    for line, after in zip(lines, lines[1:]):
        if line.startswith("#EXTINF"):
            ident = re.search(r'tvg-id="([^"]*)"', line)
            found.append((ident and ident.group(1), line.rsplit(",", 1)[-1], after))
    return found


def moment(text):
    return datetime.strptime(text, "%Y%m%d%H%M%S %z")


def guide(base, idents, faults):
    """Every channel has programmes without gap or overlap, one of them now. Returns the titles on now."""
    tree = xml.fromstring(get(urllib.parse.urljoin(base, "/xmltv.xml"))[0])
    now, on_now = datetime.now(timezone.utc), {}
    for ident in idents:
        listed = sorted((moment(p.get("start")), moment(p.get("stop")), p.findtext("title"))
                        for p in tree.findall("programme") if p.get("channel") == ident)
        holes = [a[1] for a, b in zip(listed, listed[1:]) if a[1] != b[0]]
        if holes:
            faults.append(f"xmltv.xml: channel {ident} has {len(holes)} gaps or overlaps, first at {holes[0]}")
        current = [title for start, stop, title in listed if start <= now < stop]
        if len(current) != 1 or not current[0]:
            faults.append(f"xmltv.xml: channel {ident} has {len(current)} programmes now")
        on_now[ident] = current[0] if current else None
    return on_now, len(tree.findall("programme"))


def record(url, seconds, path):
    """Save what a stream sends for so long; returns the time to the first byte in ms."""
    begin = time.monotonic()
    with urllib.request.urlopen(url, timeout=20) as source, open(path, "wb") as out:
        first = None
        while time.monotonic() < begin + seconds and (piece := source.read1(1 << 16)):
            first = first or time.monotonic()
            out.write(piece)
    return round((first - begin) * 1000) if first else None


def contrast(path):
    """The difference of brightest and darkest point over the recording; black has none, a night scene some 30."""
    call = ["ffmpeg", "-v", "error", "-nostdin", "-i", f"file:{path}", "-vf", "fps=2,scale=64:36,format=gray", "-f", "rawvideo",
            "-"]
    content = subprocess.run(call, capture_output=True, check=False).stdout
    return max(content) - min(content) if content else 0


def rate_of(stream):
    shown = sorted(unit.pts for unit in stream.video.units if unit.pts is not None) if stream.video else []
    step = Counter(b - a for a, b in zip(shown, shown[1:])).most_common(1)
    return RATES.get(step[0][0]) if step else None


def watch(url, seconds):
    """One channel both ways; (report, faults)."""
    faults = []
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "air.ts"
        try:
            first = record(url, seconds, path)
        except OSError as error:
            return {}, [f"{url}: {error}"]
        stream = report.Stream().read(path)
        stream.finish(cut=True)
        rate = rate_of(stream)
        found = report.judge(stream, report.Limits(rate=rate, cut=True))
        faults += [f"{url}: {fault}" for fault in found["faults"]]
        frames = found["video"]["units"] if found["video"] else 0
        if not rate or frames < seconds * 10:
            faults.append(f"{url}: {frames} frames in {seconds} s, rate {rate}")
        spread = contrast(path)
        if spread < 16:
            faults.append(f"{url}: no picture to be seen (contrast {spread})")
    listed = url[: -len(".ts")] + ".m3u8"
    try:
        played, _ = hls.analyse(listed, rate)
        faults += [f"{listed}: {fault}" for fault in played["faults"]]
        if not played["segments"]:
            faults.append(f"{listed}: no segment")
    except OSError as error:
        played = {}
        faults.append(f"{listed}: {error}")
    return {"first_byte_ms": first, "rate": rate, "frames": frames, "contrast": spread,
            "hls_segments": played.get("segments"), "target": played.get("target")}, faults


def analyse(base, channels=1, seconds=6):
    """The whole station at `base`, which must have at least so many channels."""
    faults, result = [], {}
    try:
        result["health"] = json.loads(get(urllib.parse.urljoin(base, "/health"))[0])
        result["page"] = page(base, faults)
        listed = channel_list(base, faults)
        if len(listed) < channels:
            faults.append(f"channels.m3u: {len(listed)} channels, expected {channels}")
        result["on_now"], result["programmes"] = guide(base, [ident for ident, _, _ in listed], faults)
    except (OSError, ValueError, xml.ParseError) as error:
        return result | {"faults": faults + [f"{base}: {error}"], "ok": False}
    with ThreadPoolExecutor(max(1, len(listed))) as pool:
        seen = list(pool.map(lambda one: watch(one[2], seconds), listed))
    result["channels"] = {}
    for (ident, name, _), (found, wrong) in zip(listed, seen):
        result["channels"][ident] = {"name": name} | found
        faults += wrong
    return result | {"faults": faults, "ok": not faults}
