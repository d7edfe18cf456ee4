"""Draws digits on the page of lesson 17 in a headless Chromium and prints how they are read.

    swift run lesson-17-deploy --serve                        # prints the address of the page
    python3 Tests/browser/draw_digits.py http://127.0.0.1:8080
    python3 Tests/browser/draw_digits.py http://127.0.0.1:8080 --files    # the page as it is in the sources

Each digit is drawn by mouse events in every way of DIGITS, and its first way also small, large, slanted, fast and slow.
Needs Chromium and Playwright (`pip install playwright`). The exit status is 0 when at least 90% are read right, 1 when
fewer are or the page reports an error, and 2 when it cannot be tried.
"""

import argparse
import math
import random
import shutil
import sys
from pathlib import Path

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    print(f"{Path(sys.argv[0]).name}: Playwright is missing: pip install playwright", file=sys.stderr)
    sys.exit(2)

ENOUGH = 0.9
FILES = Path(__file__).parents[2] / "Sources/PredictionService/Resources"


def use_files(page, address, served=True):
    """Has the browser take the page's files from the sources, where no build is needed to change them.

    With `served`, a server at the address gives the page its headers, among them the policy.
    """
    def answer(route):
        name = route.request.url.removeprefix(address.rstrip("/")).split("?")[0].strip("/") or "page.html"
        # The server's policy comes with its page, and so with that of the sources.
        headers = {} if name.endswith((".css", ".js")) or not served else route.fetch().headers
        headers = {name: value for name, value in headers.items() if name != "content-length"}
        route.fulfill(path=FILES / name, headers=headers)
    for name in ["/", "/page.css", "/page.js"]:
        page.route(address.rstrip("/") + name, answer)


def chromium():
    """Where the browser is. Ends the program if it is nowhere."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        print(f"{Path(sys.argv[0]).name}: Chromium is missing", file=sys.stderr)
        sys.exit(2)
    return found


def curve(*points):
    """A smooth line through the points: Catmull–Rom pieces, as a hand would draw it."""
    line = [points[0]]
    for i in range(len(points) - 1):
        before, start, end, after = points[max(i - 1, 0)], points[i], points[i + 1], points[min(i + 2, len(points) - 1)]
        for step in range(1, 9):
            t = step / 8
            line.append(tuple(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                for a, b, c, d in zip(before, start, end, after)))
    return line


def straight(*points):
    """A line with corners at the points."""
    line = [points[0]]
    for start, end in zip(points, points[1:]):
        line += [tuple(a + (b - a) * step / 8 for a, b in zip(start, end)) for step in range(1, 9)]
    return line


def arc(x, y, width, height, start, end):
    """A piece of an ellipse. Angles are in degrees, clockwise from the right, as the y axis points down."""
    steps = max(round(abs(end - start) / 12), 2)
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + width / 2 * math.cos(angle), y + height / 2 * math.sin(angle)) for angle in angles]


# The ways to write a digit: lists of strokes in a square of side 1, the y axis pointing down.
DIGITS = {
    0: {
        "oval": [arc(0.5, 0.5, 0.44, 0.64, -90, -450)],
        "round": [arc(0.5, 0.5, 0.6, 0.6, -80, 280)],
        "open at the top": [arc(0.5, 0.5, 0.42, 0.62, -70, -415)],
        "narrow": [arc(0.5, 0.5, 0.3, 0.66, -90, 270)],
        "slashed": [arc(0.5, 0.5, 0.46, 0.64, -90, 270), straight((0.66, 0.24), (0.34, 0.78))],
        "with a loop at the top": [arc(0.5, 0.5, 0.44, 0.62, -60, 290) + curve((0.57, 0.21), (0.5, 0.27), (0.48, 0.16))],
    },
    1: {
        "a bar": [straight((0.5, 0.18), (0.5, 0.82))],
        "with an upstroke": [straight((0.38, 0.32), (0.52, 0.18), (0.52, 0.82))],
        "leaning": [straight((0.6, 0.18), (0.42, 0.82))],
        "with serif and foot": [straight((0.4, 0.3), (0.52, 0.18), (0.52, 0.82)), straight((0.38, 0.82), (0.66, 0.82))],
        "with a long upstroke": [straight((0.3, 0.45), (0.54, 0.18), (0.54, 0.82))],
        "with a foot": [straight((0.5, 0.18), (0.5, 0.82)), straight((0.36, 0.82), (0.64, 0.82))],
    },
    2: {
        "without a loop": [curve((0.31, 0.33), (0.38, 0.2), (0.54, 0.17), (0.66, 0.27), (0.62, 0.43), (0.47, 0.62),
                                 (0.3, 0.8)) + straight((0.3, 0.8), (0.7, 0.8))[1:]],
        "with a loop": [curve((0.32, 0.3), (0.42, 0.19), (0.57, 0.2), (0.64, 0.33), (0.55, 0.53), (0.4, 0.74),
                              (0.3, 0.78), (0.28, 0.7), (0.38, 0.68), (0.54, 0.78), (0.72, 0.79))],
        "with corners": [straight((0.32, 0.24), (0.64, 0.2), (0.66, 0.44), (0.3, 0.8), (0.7, 0.8))],
        "like a Z": [straight((0.3, 0.22), (0.68, 0.22), (0.3, 0.8), (0.72, 0.8))],
        "wavy foot": [curve((0.3, 0.32), (0.45, 0.18), (0.62, 0.24), (0.61, 0.42), (0.45, 0.62), (0.29, 0.78))
                      + curve((0.29, 0.78), (0.42, 0.74), (0.57, 0.81), (0.72, 0.76))[1:]],
        "with a large loop": [curve((0.3, 0.3), (0.45, 0.18), (0.64, 0.28), (0.6, 0.5), (0.4, 0.75), (0.28, 0.74),
                                    (0.32, 0.6), (0.46, 0.7), (0.58, 0.82), (0.74, 0.74))],
    },
    3: {
        "round": [curve((0.32, 0.26), (0.46, 0.18), (0.62, 0.23), (0.62, 0.38), (0.46, 0.47))
                  + curve((0.46, 0.47), (0.64, 0.53), (0.67, 0.68), (0.54, 0.81), (0.38, 0.8), (0.3, 0.73))[1:]],
        "flat top": [straight((0.32, 0.2), (0.65, 0.2), (0.46, 0.44))
                     + curve((0.46, 0.44), (0.62, 0.48), (0.68, 0.62), (0.58, 0.79), (0.42, 0.82), (0.3, 0.74))[1:]],
        "open": [curve((0.35, 0.22), (0.55, 0.17), (0.64, 0.28), (0.55, 0.43), (0.55, 0.5), (0.67, 0.62), (0.6, 0.78),
                       (0.44, 0.83), (0.32, 0.78))],
        "pointed": [straight((0.32, 0.2), (0.66, 0.24), (0.45, 0.47), (0.68, 0.68), (0.34, 0.82))],
        "with a loop in the middle": [curve((0.33, 0.24), (0.5, 0.17), (0.63, 0.28), (0.52, 0.46), (0.43, 0.47),
                                            (0.5, 0.42), (0.62, 0.54), (0.64, 0.72), (0.48, 0.83), (0.32, 0.75))],
        "two arcs": [arc(0.46, 0.33, 0.36, 0.3, -150, 90), arc(0.46, 0.65, 0.42, 0.34, -90, 150)],
    },
    4: {
        "open": [straight((0.35, 0.2), (0.31, 0.52), (0.7, 0.52)), straight((0.63, 0.2), (0.6, 0.82))],
        "closed": [straight((0.58, 0.82), (0.58, 0.18), (0.28, 0.6), (0.72, 0.6))],
        "round": [curve((0.34, 0.2), (0.3, 0.38), (0.36, 0.5), (0.5, 0.5), (0.64, 0.42)),
                  straight((0.66, 0.2), (0.62, 0.5), (0.6, 0.82))],
        "in two strokes": [straight((0.5, 0.18), (0.28, 0.56), (0.72, 0.54)), straight((0.58, 0.38), (0.56, 0.82))],
        "wide": [straight((0.4, 0.2), (0.2, 0.55), (0.8, 0.55)), straight((0.6, 0.3), (0.6, 0.82))],
        "like a flash": [straight((0.42, 0.18), (0.3, 0.56), (0.7, 0.5)), straight((0.6, 0.3), (0.52, 0.84))],
    },
    5: {
        "in one stroke": [straight((0.66, 0.2), (0.38, 0.2), (0.35, 0.45))
                          + curve((0.35, 0.45), (0.5, 0.4), (0.65, 0.5), (0.66, 0.67), (0.52, 0.81), (0.32, 0.78))[1:]],
        "with a separate top": [straight((0.38, 0.2), (0.36, 0.46)) + curve((0.36, 0.46), (0.52, 0.43), (0.65, 0.56),
                                (0.6, 0.75), (0.45, 0.82), (0.31, 0.76))[1:], straight((0.38, 0.2), (0.66, 0.19))],
        "like an S": [curve((0.66, 0.2), (0.5, 0.2), (0.39, 0.27), (0.39, 0.4), (0.54, 0.5), (0.62, 0.63), (0.54, 0.78),
                            (0.4, 0.82), (0.3, 0.77))],
        "with a long neck": [straight((0.64, 0.18), (0.42, 0.18), (0.38, 0.54)) + curve((0.38, 0.54), (0.52, 0.5),
                             (0.62, 0.6), (0.58, 0.76), (0.44, 0.82), (0.32, 0.76))[1:]],
        "with corners": [straight((0.64, 0.2), (0.36, 0.2), (0.36, 0.46), (0.62, 0.48), (0.64, 0.76), (0.34, 0.8))],
    },
    6: {
        "curved": [curve((0.6, 0.18), (0.44, 0.32), (0.35, 0.52), (0.36, 0.72), (0.48, 0.82), (0.62, 0.76),
                         (0.64, 0.62), (0.54, 0.54), (0.42, 0.6), (0.37, 0.7))],
        "straight": [straight((0.56, 0.18), (0.36, 0.62)) + arc(0.5, 0.66, 0.3, 0.3, 195, -165)],
        "upright": [curve((0.4, 0.18), (0.35, 0.4), (0.35, 0.66), (0.46, 0.82), (0.62, 0.76), (0.64, 0.6), (0.52, 0.52),
                          (0.38, 0.58))],
        "small loop": [curve((0.62, 0.2), (0.45, 0.28), (0.35, 0.46), (0.34, 0.66), (0.44, 0.8), (0.58, 0.77),
                             (0.6, 0.66), (0.5, 0.61), (0.38, 0.68))],
        "like a b": [straight((0.36, 0.18), (0.36, 0.7)) + arc(0.5, 0.66, 0.28, 0.3, 160, -190)[1:]],
        "a spiral": [arc(0.5, 0.5, 0.5, 0.64, -60, -270) + arc(0.5, 0.66, 0.4, 0.32, 90, -200)[1:]],
    },
    7: {
        "plain": [straight((0.3, 0.2), (0.68, 0.2), (0.45, 0.82))],
        "with a bar": [straight((0.3, 0.2), (0.68, 0.2), (0.46, 0.82)), straight((0.42, 0.5), (0.68, 0.5))],
        "with a slanted bar": [straight((0.3, 0.2), (0.68, 0.2), (0.4, 0.82)), straight((0.4, 0.55), (0.66, 0.48))],
        "with a serif and a bar": [straight((0.3, 0.28), (0.32, 0.2), (0.68, 0.2), (0.46, 0.82)),
                                   straight((0.4, 0.52), (0.66, 0.52))],
        "with a serif": [straight((0.3, 0.3), (0.31, 0.2), (0.67, 0.2), (0.47, 0.82))],
        "curved": [curve((0.3, 0.24), (0.46, 0.2), (0.64, 0.2)) + curve((0.64, 0.2), (0.55, 0.45), (0.5, 0.82))[1:]],
    },
    8: {
        "in one stroke": [curve((0.62, 0.27), (0.5, 0.18), (0.37, 0.26), (0.4, 0.4), (0.57, 0.53), (0.65, 0.68),
                                (0.52, 0.82), (0.36, 0.74), (0.38, 0.58), (0.56, 0.43), (0.63, 0.3))],
        "from the middle": [curve((0.5, 0.48), (0.38, 0.34), (0.5, 0.18), (0.62, 0.32), (0.5, 0.48), (0.36, 0.66),
                                  (0.5, 0.83), (0.65, 0.67), (0.5, 0.48))],
        "two circles": [arc(0.5, 0.33, 0.28, 0.28, 90, 450), arc(0.5, 0.65, 0.36, 0.36, -90, 270)],
        "narrow": [curve((0.58, 0.26), (0.5, 0.18), (0.41, 0.27), (0.46, 0.43), (0.56, 0.6), (0.57, 0.75), (0.48, 0.82),
                         (0.4, 0.74), (0.43, 0.58), (0.53, 0.42), (0.58, 0.28))],
        "open at the top": [curve((0.64, 0.2), (0.46, 0.19), (0.37, 0.3), (0.46, 0.43), (0.6, 0.56), (0.62, 0.72),
                                  (0.5, 0.82), (0.38, 0.74), (0.42, 0.58), (0.56, 0.44), (0.68, 0.26))],
    },
    9: {
        "straight": [arc(0.48, 0.34, 0.32, 0.32, 0, -350) + straight((0.64, 0.34), (0.6, 0.82))[1:]],
        "curved": [arc(0.48, 0.35, 0.32, 0.32, -30, -370)
                   + curve((0.64, 0.32), (0.63, 0.55), (0.54, 0.76), (0.36, 0.82))[1:]],
        "in two strokes": [arc(0.46, 0.35, 0.32, 0.34, -20, -380), straight((0.64, 0.2), (0.6, 0.82))],
        "slanted": [curve((0.64, 0.26), (0.5, 0.19), (0.36, 0.3), (0.38, 0.45), (0.52, 0.46), (0.64, 0.3))
                    + straight((0.64, 0.3), (0.5, 0.82))[1:]],
        "open": [curve((0.62, 0.2), (0.44, 0.2), (0.36, 0.34), (0.46, 0.47), (0.6, 0.42)), straight((0.64, 0.2),
                 (0.6, 0.82))],
        "like a g": [arc(0.5, 0.34, 0.32, 0.3, 0, -360)
                     + curve((0.66, 0.34), (0.66, 0.62), (0.6, 0.8), (0.45, 0.84), (0.34, 0.76))[1:]],
    },
}


def mapped(strokes, function):
    return [[function(x, y) for x, y in stroke] for stroke in strokes]


def trembling(strokes):
    """Many points, each a little beside the line, as a slow hand makes them."""
    shake = random.Random(15)
    dense = [[tuple(a + (b - a) * step / 2 for a, b in zip(start, end))
              for start, end in zip(stroke, stroke[1:]) for step in range(2)] + [stroke[-1]] for stroke in strokes]
    return mapped(dense, lambda x, y: (x + shake.gauss(0, 0.004), y + shake.gauss(0, 0.004)))


# The ways to draw the first form of each digit.
MANNERS = {
    "small, in a corner": lambda strokes: mapped(strokes, lambda x, y: (0.02 + 0.25 * x, 0.74 + 0.25 * y)),
    "large": lambda strokes: mapped(strokes, lambda x, y: (0.5 + 1.4 * (x - 0.5), 0.5 + 1.4 * (y - 0.5))),
    "slanted to the right": lambda strokes: mapped(strokes, lambda x, y: (x + 0.25 * (0.5 - y), y)),
    "slanted to the left": lambda strokes: mapped(strokes, lambda x, y: (x - 0.15 * (0.5 - y), y)),
    "fast": lambda strokes: [stroke[:-1:4] + stroke[-1:] for stroke in strokes],
    "slow": trembling,
}


def drawings():
    """Digit, name of the way, strokes."""
    for digit, ways in DIGITS.items():
        for name, strokes in ways.items():
            yield digit, name, strokes
        first = next(iter(ways.values()))
        for name, manner in MANNERS.items():
            yield digit, name, manner(first)


def draw(page, strokes):
    """Draws the strokes with the mouse on an empty sheet and waits for the answer. Returns ten percentages."""
    page.click("#clear")
    page.locator("#best:empty").wait_for(state="attached")
    page.locator("#drawing").scroll_into_view_if_needed()
    box = page.locator("#drawing").bounding_box()
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()
    page.locator("#answer[aria-busy=false]").wait_for()
    shares = page.eval_on_selector_all("#bars > *", "bars => bars.map(bar => +bar.style.getPropertyValue('--share'))")
    if sum(shares) == 0:
        raise Error("the page shows no probabilities")
    return shares


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="where the server answers, such as http://127.0.0.1:8080")
    parser.add_argument("--pictures", metavar="FOLDER", help="keep what the network saw of each digit in this folder")
    parser.add_argument("--files", action="store_true", help="draw on the page in the sources, not on the server's")
    arguments = parser.parse_args()
    right = total = 0
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if arguments.files:
            use_files(page, arguments.address)
        try:
            page.goto(arguments.address)
            for digit, way, strokes in drawings():
                shares = draw(page, strokes)
                best = shares.index(max(shares))
                right += best == digit
                total += 1
                mark = "" if best == digit else f"  read as {best}: {shares[best]:.1%}"
                print(f"{digit}  {way:<24}{shares[digit]:>8.1%}{mark}", flush=True)
                if arguments.pictures:
                    page.locator("#picture").screenshot(path=f"{arguments.pictures}/{digit} {way}.png")
        except Error as error:
            print(f"draw_digits.py: {str(error).splitlines()[0]}", file=sys.stderr)
            return 2
        finally:
            browser.close()

    print(f"{right} of {total} read right: {right / total:.1%}")
    for complaint in complaints:
        print(f"The page complains: {complaint}")
    return 0 if right >= ENOUGH * total and not complaints else 1


if __name__ == "__main__":
    sys.exit(main())
