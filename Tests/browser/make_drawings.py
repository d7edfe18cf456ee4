"""Makes the figures of lesson 17 that are not from MNIST: digits and scribbles, drawn as strokes.

    python3 Tests/browser/make_drawings.py
    python3 Tests/browser/make_drawings.py --check            # only says whether the file is what the page makes now

Nobody's hand draws them, and no picture of MNIST is used. Each digit has several ways to be written, those of
draw_digits.py: a 7 with and without a bar, a 4 open and closed, and so on. Each way is drawn some times, each time with
another slant, turn, size, width, place, number of points and tremor, from a seed. A scribble is a random curve, or some
random lines, or one of a few shapes that are no digits. The strokes go through the page's own code, in a headless
Chromium, which makes 28 x 28 pixels of them. Lessons/lesson-17-deploy/drawings.json keeps strokes and pixels.

Needs Chromium and Playwright (`pip install playwright`). Running it again changes nothing. The exit
status is 1 when the check finds a difference, and 2 when the drawings can't be made.
"""

import argparse
import base64
import json
import math
import random
import sys
from pathlib import Path

from draw_digits import DIGITS, Error, arc, chromium, curve, straight, sync_playwright, use_files

FILE = Path(__file__).parents[2] / "Lessons/lesson-17-deploy/drawings.json"
TIMES = 4
SCRIBBLES = 120

# What is no digit, in a square of side 1: lists of strokes.
SHAPES = {
    "a cross": [straight((0.3, 0.3), (0.7, 0.7)), straight((0.7, 0.3), (0.3, 0.7))],
    "a plus": [straight((0.5, 0.2), (0.5, 0.8)), straight((0.2, 0.5), (0.8, 0.5))],
    "a triangle": [straight((0.5, 0.2), (0.8, 0.75), (0.2, 0.75), (0.5, 0.2))],
    "a square": [straight((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25))],
    "a star": [straight((0.5, 0.15), (0.7, 0.8), (0.18, 0.4), (0.82, 0.4), (0.3, 0.8), (0.5, 0.15))],
    "a zigzag": [straight((0.2, 0.3), (0.35, 0.7), (0.5, 0.3), (0.65, 0.7), (0.8, 0.3))],
    "a wave": [curve((0.15, 0.5), (0.27, 0.3), (0.4, 0.5), (0.52, 0.7), (0.65, 0.5), (0.77, 0.3), (0.88, 0.5))],
    "a heart": [curve((0.5, 0.8), (0.22, 0.5), (0.25, 0.28), (0.42, 0.25), (0.5, 0.4))
                + curve((0.5, 0.4), (0.58, 0.25), (0.75, 0.28), (0.78, 0.5), (0.5, 0.8))[1:]],
    "a smile": [arc(0.5, 0.5, 0.7, 0.7, 0, 360), [(0.38, 0.4)], [(0.62, 0.4)], arc(0.5, 0.52, 0.36, 0.3, 20, 160)],
    "a house": [straight((0.3, 0.8), (0.3, 0.45), (0.5, 0.25), (0.7, 0.45), (0.7, 0.8), (0.3, 0.8))],
    "an A": [straight((0.3, 0.8), (0.5, 0.2), (0.7, 0.8)), straight((0.38, 0.58), (0.62, 0.58))],
    "an E": [straight((0.7, 0.2), (0.32, 0.2), (0.32, 0.8), (0.7, 0.8)), straight((0.32, 0.5), (0.6, 0.5))],
    "an H": [straight((0.3, 0.2), (0.3, 0.8)), straight((0.7, 0.2), (0.7, 0.8)), straight((0.3, 0.5), (0.7, 0.5))],
    "a K": [straight((0.35, 0.2), (0.35, 0.8)), straight((0.68, 0.2), (0.35, 0.52), (0.7, 0.8))],
    "an M": [straight((0.25, 0.8), (0.28, 0.2), (0.5, 0.6), (0.72, 0.2), (0.75, 0.8))],
    "an R": [straight((0.35, 0.8), (0.35, 0.2)) + curve((0.35, 0.2), (0.62, 0.22), (0.64, 0.42), (0.36, 0.5))[1:]
             + straight((0.36, 0.5), (0.68, 0.8))[1:]],
    "a W": [straight((0.2, 0.25), (0.35, 0.75), (0.5, 0.4), (0.65, 0.75), (0.8, 0.25))],
    "an at sign": [arc(0.5, 0.5, 0.24, 0.24, 0, 360), arc(0.5, 0.5, 0.68, 0.68, 0, -300)],
    "two dots": [[(0.3, 0.5)], [(0.7, 0.5)]],
    "two lines": [straight((0.25, 0.38), (0.75, 0.38)), straight((0.25, 0.62), (0.75, 0.62))],
}


def varied(strokes, hand):
    """The same strokes as another hand would draw them: 28 wide, with at most one digit behind the point."""
    turn, slant = math.radians(hand.gauss(0, 8)), hand.uniform(-0.3, 0.7)
    width, size = hand.uniform(0.6, 1.3), hand.uniform(0.45, 1.25)
    place = [hand.uniform(-0.15, 0.15) * (1.3 - size) for _ in range(2)]
    tremor, bend, every = hand.choice([0, 0.003, 0.008]), hand.uniform(0, 0.035), hand.choice([1, 1, 2, 3])
    waves = [(hand.uniform(2, 7), hand.uniform(0, 2 * math.pi)) for _ in range(2)]
    result = []
    for stroke in strokes:
        points = []
        for x, y in stroke[:-1:every] + stroke[-1:]:
            x, y = (a + bend * math.sin(f * b + p) + hand.gauss(0, tremor)
                    for a, b, (f, p) in [(x, y, waves[0]), (y, x, waves[1])])
            x, y = (x - 0.5) * width + slant * (0.5 - y), y - 0.5
            x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
            points.append([round(28 * min(max(0.5 + size * a + b, 0.02), 0.98), 1) for a, b in zip((x, y), place)])
        result.append(points)
    return result


def scribble(number, hand):
    """What is no digit: name, strokes."""
    if number % 3 == 0:
        name = list(SHAPES)[number // 3 % len(SHAPES)]
        return name, varied(SHAPES[name], hand)
    if number % 3 == 1:
        points = [(hand.uniform(0.1, 0.9), hand.uniform(0.1, 0.9)) for _ in range(hand.randint(5, 12))]
        return "a random curve", varied([curve(*points)], hand)
    lines = [straight(*[(hand.uniform(0.1, 0.9), hand.uniform(0.1, 0.9)) for _ in range(hand.randint(2, 4))])
             for _ in range(hand.randint(2, 5))]
    return "random lines", varied(lines, hand)


def figures():
    """Label (none for a scribble), name of the way, strokes."""
    for digit, ways in DIGITS.items():
        for way, strokes in ways.items():
            for time in range(TIMES):
                yield digit, way, varied(strokes, random.Random(f"{digit} {way} {time}"))
    for number in range(SCRIBBLES):
        yield None, *scribble(number, random.Random(f"scribble {number}"))


def drawings():
    """Each figure with its pixels, a line of JSON."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_page()
        use_files(page, "http://page.test", served=False)
        page.goto("http://page.test")
        lines = []
        for label, way, strokes in figures():
            pixels = bytes(page.evaluate("strokes => pixelsOf(strokes.map(asDrawn))", strokes))
            record = {"label": label, "way": way, "strokes": strokes, "pixels": base64.b64encode(pixels).decode()}
            lines.append(json.dumps(record, separators=(",", ":")))
        browser.close()
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the file")
    arguments = parser.parse_args()
    try:
        lines = drawings()
        text = '{"made by": "Tests/browser/make_drawings.py", "figures": [\n' + ",\n".join(lines) + "\n]}\n"
        if arguments.check:
            same = FILE.read_text() == text
            print(f"{FILE.name} is {'' if same else 'not '}what the page makes of {len(lines)} figures")
            return 0 if same else 1
        FILE.write_text(text)
    except (Error, OSError) as error:
        print(f"make_drawings.py: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    print(f"{len(lines)} figures, {FILE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
