"""What the sample library holds."""

from dataclasses import dataclass, field

FILM, PAL, NTSC, DOUBLE = (24000, 1001), (25, 1), (30000, 1001), (60000, 1001)

X264 = "-c:v libx264 -preset ultrafast -tune animation -crf 24 -pix_fmt yuv420p".split()
DEEP = "-c:v libx264 -preset ultrafast -crf 24 -profile:v high10 -pix_fmt yuv420p10le".split()
MPEG2 = "-c:v mpeg2video -q:v 7 -maxrate 8M -bufsize 1835k -g 15 -bf 2 -flags +ilme+ildct".split()
XVID = "-c:v mpeg4 -vtag XVID -q:v 6 -bf 1".split()
VP8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M".split()

AAC = "-c:a aac -b:a 128k".split()
AC3 = "-c:a ac3 -b:a 384k".split()
MP3 = "-c:a libmp3lame -b:a 96k".split()
OPUS = "-c:a libopus -b:a 96k".split()
VORBIS = "-c:a libvorbis -q:a 3".split()


@dataclass(frozen=True)
class Item:
    """One file. `acts` are its parts: seconds, caption and scene of each."""

    path: str
    title: str
    acts: tuple
    rate: tuple = FILM
    size: tuple = (640, 360)
    sar: tuple = (1, 1)
    video: list = field(default_factory=lambda: X264)
    audio: list | None = field(default_factory=lambda: AAC)
    layout: str = "stereo"
    sound: str = "harbor"
    pitch: int = 880
    fields: bool = False
    uneven: bool = False  # variable frame rate
    chapters: bool = False
    subtitle: str = ""  # second line of the opening card

    @property
    def seconds(self):
        return sum(act[0] for act in self.acts)


def acts(names, seconds, scenes):
    return tuple(zip(seconds, names, scenes))


def harbor(number, title, seconds, **more):
    return Item(f"shows/Harbor Lights (1974)/Season 01/Harbor Lights - S01E{number:02} - {title}", "Harbor Lights",
                acts(("Act One: Low Tide", "Act Two: The Fog Comes In", "Act Three: Lamps Lit"), seconds,
                     ("harbor-dawn", "harbor-noon", "harbor-night")),
                subtitle=title, sound="harbor", pitch=880, **more)


def city(number, title, seconds, **more):
    return Item(f"shows/Signal City (1987)/Season 01/Signal City - S01E{number:02} - {title}", "Signal City",
                acts(("Act One: Rush Hour", "Act Two: Dead Air", "Act Three: On the Roof"), seconds,
                     ("city-dusk", "city-night", "city-rain")),
                subtitle=title, sound="city", pitch=988, **more)


def spot(company, title, seconds, scene, words, pitch, **more):
    return Item(f"commercials/{company}/{title} {seconds}s", company, ((seconds, words, scene),),
                sound="bright" if pitch > 1000 else "cool", pitch=pitch, subtitle=title, **more)


def short(folder, name, seconds, scene, words, **more):
    return Item(f"{folder}/{name}", words, ((seconds, "", scene),), pitch=1319, sound="cool", **more)


WIDE_480I = dict(rate=NTSC, size=(720, 480), sar=(8, 9), fields=True, video=MPEG2, audio=AC3, layout="5.1")

ITEMS = {
    "mkv": [
        harbor(1, "The Keeper", (76, 82, 67), chapters=True),
        harbor(2, "Salt and Iron", (70, 75, 85), audio=AC3, layout="5.1", chapters=True),
        harbor(4, "Small Craft Warning", (66, 72, 74), rate=PAL, video=DEEP, audio=OPUS, chapters=True),
        city(1, "Channel Nine", (72, 68, 64), chapters=True, **WIDE_480I),
        city(4, "Sign Off", (80, 75, 70), rate=NTSC, size=(640, 480), audio=VORBIS, chapters=True),
        Item("movies/The Long Static (1979)/The Long Static (1979)", "The Long Static",
             acts(("Reel One", "Reel Two", "Reel Three", "Reel Four", "Reel Five"), (96, 104, 92, 110, 94),
                  ("dunes-day", "dunes-dusk", "city-night", "dunes-night", "dunes-day")),
             size=(854, 480), audio="-c:a ac3 -b:a 192k".split(), sound="dunes", pitch=784, chapters=True, subtitle="1979"),
        spot("Kettle & Sons", "Four O'Clock", 30, "rays-tea", "Tea, the way it was.", 880, rate=FILM),
        spot("Sunnyside Travel", "Two Weeks", 30, "harbor-noon", "Two weeks. One low price.", 1175, uneven=True),
    ],
    "mp4": [
        harbor(3, "Nine Fathoms", (81, 66, 78), rate=PAL, size=(768, 432), chapters=True),
        city(2, "Crosstalk", (77, 70, 83), rate=NTSC, size=(640, 480), audio=MP3, chapters=True),
        spot("Borealis Cola", "Cold Snap", 15, "rays-cola", "Colder than cold.", 1319, rate=NTSC, size=(640, 480)),
        spot("Borealis Cola", "Northern Lights", 30, "rays-cola", "Borealis. Taste the north.", 1319,
             rate=DOUBLE, size=(854, 480)),
        spot("Kettle & Sons", "Second Cup", 15, "rays-tea", "Go on, have another.", 880, rate=PAL),
        spot("Lumen Lamps", "Bright Idea", 15, "rays-lamp", "Sixty watts of wonder.", 1047, rate=PAL,
             size=(1920, 1080)),
        spot("Mayfield Grocers", "Fresh by Nine", 30, "rays-green", "Fresh by nine, every day.", 1175, rate=NTSC),
        spot("Mayfield Grocers", "Penny Off", 15, "rays-green", "A penny off every pound.", 1175, rate=PAL, layout="mono"),
        spot("Northgate Motors", "Zero Down", 15, "city-dusk", "$0 down. 100% yours.", 988, rate=NTSC,
             size=(1280, 720)),
        spot("Pixel Radio", "Turn It Up", 15, "rays-radio", "FM stereo in your pocket.", 1047, rate=FILM),
        short("promos", "Tonight on Harbor Lights", 15, "harbor-night", "Tonight: Harbor Lights", rate=FILM),
        short("promos", "Movie Night", 15, "dunes-dusk", "The Long Static, Saturday", rate=NTSC, size=(640, 480)),
        short("bumpers", "Back in a Moment", 5, "city-night", "Back in a moment", rate=NTSC, size=(640, 480)),
        short("bumpers", "And Now Back", 5, "city-dusk", "And now, back to the show", rate=NTSC, size=(640, 480)),
        Item("fillers/Harbor at Night", "Harbor at Night", ((120, "", "harbor-night"),), rate=NTSC, pitch=659),
        short("idents", "Station Ident", 8, "harbor-dawn", "RetroVue", rate=PAL, size=(1280, 720)),
    ],
    "avi": [
        city(3, "The Third Antenna", (69, 74, 71), rate=PAL, size=(512, 384), video=XVID, audio=MP3, layout="mono"),
    ],
    "mpg": [
        spot("Northgate Motors", "Drive Away", 30, "city-night", "Drive away today.", 988, **WIDE_480I),
    ],
    "webm": [
        spot("Pixel Radio", "All Night", 30, "rays-radio", "All night. All hits.", 1047, rate=NTSC,
             size=(480, 270), video=VP8, audio=OPUS),
    ],
    "mov": [
        short("idents", "Silent Ident", 6, "dunes-night", "RetroVue", rate=NTSC, size=(640, 480), audio=None),
    ],
}
