"""Scenes: each is a list of painted layers and how fast they pass by, in pixels per second at height 360."""

import paint

# name: (sky colours from the top, disc, stars, layers); a layer is (painter, speed, arguments by name)
SKIES = {
    "harbor-dawn": (("1b2a4a", "5b5f8d", "d98f7a", "f6d7a0"), (0.62, 0.52, 0.09, "fff1c4"), 0),
    "harbor-noon": (("5b87a6", "8fb2c2", "c5d3d0", "dfe3da"), (0.3, 0.25, 0.07, "f4f4ea"), 0),
    "harbor-night": (("060b1c", "0f1c3a", "23395d", "3a5674"), (0.75, 0.22, 0.06, "f3f0dc"), 160),
    "city-dusk": (("2a1a4a", "71306b", "d9576b", "f7a35c"), (0.35, 0.6, 0.13, "ffd27a"), 30),
    "city-night": (("04050f", "0b1030", "1c2258", "352f6b"), (0.8, 0.2, 0.05, "e9ecff"), 200),
    "city-rain": (("1a2329", "2b3b44", "43555c", "5c6d70"), None, 0),
    "dunes-day": (("2f6f9f", "7fb3c8", "e8d5a8", "f0c583"), (0.7, 0.2, 0.06, "fffbe0"), 0),
    "dunes-dusk": (("311b3f", "7a3350", "cf6344", "f2a65a"), (0.5, 0.58, 0.16, "ffdf91"), 20),
    "dunes-night": (("05060f", "0c1226", "1b2340", "333a57"), (0.22, 0.28, 0.1, "d9d3c0"), 240),
}
LAND = {
    "harbor-dawn": ("4d4a6e", "2c2f52", "33507a", "14233f"),
    "harbor-noon": ("6f8791", "4b626d", "4f7d8c", "2c5361"),
    "harbor-night": ("14203a", "0a1226", "16304f", "081428"),
    "city-dusk": ("57284f", "3a1b40", "241233", "100820"),
    "city-night": ("161a3c", "0c0f26", "0c0e22", "04050f"),
    "city-rain": ("34444b", "26343a", "1c272c", "10171a"),
    "dunes-day": ("d9a45f", "b97f42", "c98a45", "9a622c"),
    "dunes-dusk": ("8a3f3d", "5c2a33", "5a2630", "331622"),
    "dunes-night": ("23263c", "151829", "181a2c", "0a0b16"),
}
RAYS = {  # two ray colours, badge colour
    "rays-cola": ("1b4f9c", "2f6fc4", "e23b3b"),
    "rays-tea": ("7a4a24", "9a6434", "2f5d3a"),
    "rays-lamp": ("e0a31b", "f2c14b", "3a3a3a"),
    "rays-green": ("2f7d3b", "49a354", "b5322f"),
    "rays-radio": ("6b2a8c", "8d44b0", "ffb52e"),
}


def layers(name, work, size):
    """Paint the scene into the folder; returns [(file name, width, pixels per second)], the first one still."""
    width, height = size
    scale = height / 360
    if name in RAYS:
        first, second, badge = RAYS[name]
        paint.rays(work / f"{name}.png", width, height, first, second)
        paint.disc(work / f"{name}-badge.png", int(height * 0.62) // 2 * 2, badge, "fff3d0")
        return [(f"{name}.png", width, 0), (f"{name}-badge.png", 0, 0)]
    colours, disc, stars = SKIES[name]
    far_top, far_low, near_top, near_low = LAND[name]
    kind, wide = name.split("-")[0], width * 2
    paint.sky(work / f"{name}.png", width, height, colours, disc, stars, seed=len(name))
    far, near = work / f"{name}-far.png", work / f"{name}-near.png"
    if kind == "harbor":
        paint.hills(far, wide, height, 0.5, (2, 3, 5, 8), far_top, far_low, 3)
        paint.sea(near, wide, height, 0.68, near_top, near_low, 4)
    elif kind == "city":
        window = max(2, int(3 * scale))
        paint.skyline(far, wide, height, 0.55, far_top, far_low, 5, window)
        paint.skyline(near, wide, height, 0.36, near_top, near_low, 6, window)
    else:
        paint.dunes(far, wide, height, 0.45, far_top, far_low, 7)
        paint.dunes(near, wide, height, 0.3, near_top, near_low, 9)
    return [(f"{name}.png", width, 0), (far.name, wide, round(8 * scale)), (near.name, wide, round(24 * scale))]
