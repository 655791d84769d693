"""The table of test clips: what each one is, frame by frame."""

from dataclasses import dataclass, field

FILM, PAL, NTSC, DOUBLE = (24000, 1001), (25, 1), (30000, 1001), (60000, 1001)

X264 = "-c:v libx264 -preset ultrafast -crf 23 -pix_fmt yuv420p".split()
AAC = "-c:a aac -b:a 128k".split()


@dataclass(frozen=True)
class Clip:
    """One clip. `rate` is the rate of the code numbers; `frames` counts code numbers, not pictures."""

    name: str
    id: int
    ext: str
    rate: tuple
    frames: int
    size: tuple
    video: list = field(default_factory=lambda: X264)
    audio: list | None = field(default_factory=lambda: AAC)
    layout: str = "stereo"  # mono, stereo or 5.1
    audio_rate: int = 48000
    audio_frames: int | None = None  # sound ends with this frame when it is shorter than the video
    sar: tuple = (1, 1)
    chapters: tuple = ()  # first frames of the acts
    fields: bool = False  # drawn at twice the rate and interlaced, top field first
    hold: int = 1  # code numbers the longest picture stands
    select: str = ""  # which code numbers become pictures (variable frame rate)
    shape: str = ""  # filters between the drawing and the encoder, e.g. a colour format
    mux: list = field(default_factory=list)
    damage: str = ""  # truncate, no-moov
    tone: int = 1000  # Hz of the beep

    @property
    def file(self):
        return f"{self.name}.{self.ext}"

    @property
    def beat(self):
        """A beep starts with every frame whose number is a multiple of this."""
        return round(self.rate[0] / self.rate[1])


def mpeg2(bits="4M"):
    return f"-c:v mpeg2video -b:v {bits} -maxrate 8M -bufsize 1835k -g 15 -bf 2 -flags +ilme+ildct".split()


AC3 = "-c:a ac3 -b:a 384k".split()
NTSC_480I = dict(rate=NTSC, size=(720, 480), sar=(8, 9), fields=True, video=mpeg2(), audio=AC3, layout="5.1")

# Pictures of the variable clip by code number (120 per second): 30, then 24, then uneven.
UNEVEN = (
    "lt(n,320)*not(mod(n,4))+between(n,320,639)*not(mod(n,5))"
    "+gte(n,640)*(eq(mod(n,20),0)+eq(mod(n,20),4)+eq(mod(n,20),9)+eq(mod(n,20),11))"
)


def spot(name, ident, rate, seconds, size, tone, **more):
    frames = seconds * rate[0] // rate[1]
    return Clip(name, ident, "mp4", rate, frames, size, tone=tone, **more)


CLIPS = [
    Clip("acts-23976", 1, "mkv", FILM, 1152, (640, 360), chapters=(0, 384, 768)),
    Clip("hd-1080p25", 2, "mp4", PAL, 300, (1920, 1080)),
    Clip("ntsc-480i", 3, "mpg", frames=360, mux="-f vob".split(), **NTSC_480I),
    Clip("ntsc-480i-mkv", 4, "mkv", frames=360, **NTSC_480I),
    Clip("ntsc-480i-ts", 5, "ts", frames=360, **NTSC_480I),
    Clip("p5994", 6, "mp4", DOUBLE, 720, (1280, 720)),
    Clip("vfr", 7, "mkv", (120, 1), 960, (640, 360), select=UNEVEN, hold=9),
    Clip("xvid-mono", 8, "avi", PAL, 300, (512, 384), video="-c:v mpeg4 -vtag XVID -q:v 4 -bf 1".split(),
         audio="-c:a libmp3lame -b:a 64k".split(), layout="mono", audio_rate=44100),
    Clip("no-audio", 9, "mp4", NTSC, 300, (640, 480), audio=None),
    Clip("short-audio", 10, "mp4", NTSC, 300, (640, 360), audio_frames=180),
    Clip("opus", 11, "mkv", PAL, 250, (640, 360), audio="-c:a libopus -b:a 96k".split()),
    Clip("opus-webm", 12, "webm", NTSC, 240, (480, 270),
         video="-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M".split(),
         audio="-c:a libopus -b:a 96k".split()),
    Clip("hevc-10bit", 13, "mkv", FILM, 240, (640, 360), shape="format=yuv420p10le",
         video="-c:v libx265 -preset ultrafast -crf 23 -x265-params log-level=error".split()),
    Clip("h264-10bit", 14, "mkv", PAL, 250, (640, 360), shape="format=yuv420p10le",
         video="-c:v libx264 -preset ultrafast -crf 23 -profile:v high10".split()),
    Clip("truncated", 15, "mp4", NTSC, 600, (640, 360), mux="-movflags +faststart".split(), damage="truncate"),
    Clip("no-moov", 16, "mp4", PAL, 150, (640, 360), damage="no-moov"),
    Clip("odd-size", 17, "mkv", PAL, 150, (427, 241), shape="format=yuv444p",
         video="-c:v libx264 -preset ultrafast -crf 20".split()),
    spot("spot15-acme", 20, NTSC, 15, (640, 480), 700),
    spot("spot15-bolt", 21, PAL, 15, (640, 360), 800),
    spot("spot30-acme", 22, NTSC, 30, (640, 480), 900),
    spot("spot30-cola", 23, FILM, 30, (854, 480), 1100),
    spot("bumper5", 24, NTSC, 5, (640, 480), 1200),
    Clip("p2997", 30, "mp4", NTSC, 1800, (640, 480)),
    Clip("p25", 31, "mp4", PAL, 1500, (640, 360)),
    Clip("tiny", 32, "mp4", PAL, 50, (320, 240)),  # two seconds; the hostile names are copies of it
    Clip("cd1", 33, "mkv", PAL, 250, (640, 360)),
    Clip("cd2", 34, "mkv", PAL, 250, (640, 360)),
]

BY_NAME = {clip.name: clip for clip in CLIPS}

# Files that are no video at all: name -> content.
FAKES = {
    "text.mkv": b"This is a shopping list: milk, bread, two tapes.\n",
    "empty.mp4": b"",
}

# File names that break careless callers. Bytes: a name need not be UTF-8.
HOSTILE = [
    b"it's \"quoted\" & $HOME `x`.mp4",
    b"  spaces  in  name .mp4",
    b"12:30:00 - a=b,c;d[e]{f}.mp4",
    b"100% %d %03d %n.mp4",
    b"new\nline.mp4",
    b"-leading-dash.mp4",
    b"-i.mp4",
    b"latin1-\xe9\xff.mp4",
    b"back\\slash.mp4",
    b"concat:one|two.mp4",
    b"#hash?query=1&x=2.mp4",
    "\u00fcn\u00ef \U0001f4fa \u65e5\u672c.mp4".encode(),
]
