"""Makes the pictures of the README: a figure of the book, and the page to draw on with a digit on it.

    make pictures

The figure is the one that lesson 7 draws of its accuracies. The page is that of `lesson-17-deploy --serve`, in a headless
Chromium. Needs Chromium and Playwright (`pip install playwright`). The exit status is 2 when a picture can't be made; then
none is replaced.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from draw_digits import DIGITS, Error, chromium, draw, sync_playwright

PICTURES = Path(__file__).parents[2] / "Pictures"


def figures(programs):
    """The files of the figure titled "Accuracy", for light pages and for dark ones."""
    with tempfile.TemporaryDirectory() as folder:
        lesson = [programs / "lesson-07-epochs", "--format", "docc", "--folder", folder]
        subprocess.run(lesson, check=True)
        files = [file for file in sorted(Path(folder).glob("*.svg")) if "<title>Accuracy</title>" in file.read_text()]
        if len(files) != 2:
            raise OSError(f'lesson 7 draws {len(files)} files titled "Accuracy", not one for light and one for dark')
        return {file.name.count("~") * "-dark": file.read_bytes() for file in files}


def page(programs):
    """The page with a digit that has been read, as PNG."""
    server = subprocess.Popen([programs / "lesson-17-deploy", "--serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        found = (match[0] for line in server.stdout if (match := re.search(r"http://\S+\d", line)))
        address = next(found, None)
        if address is None:
            raise OSError("lesson-17-deploy ended before it printed an address")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium())
            view = browser.new_page(viewport={"width": 1280, "height": 660}, color_scheme="light")
            view.goto(address)
            draw(view, DIGITS[2]["with a loop"])
            view.locator("#bars > *").nth(2).hover()
            view.wait_for_timeout(300)
            picture = view.screenshot()
            browser.close()
            return picture
    finally:
        server.terminate()
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("programs", type=Path, help="the folder with the lessons' programs")
    arguments = parser.parse_args()
    try:
        files = {f"accuracy{suffix}.svg": text for suffix, text in figures(arguments.programs).items()}
        files["drawing-page.png"] = page(arguments.programs)
    except (Error, OSError, subprocess.CalledProcessError) as error:
        print(f"take_pictures.py: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    PICTURES.mkdir(exist_ok=True)
    for name, content in files.items():
        (PICTURES / name).write_bytes(content)
        print(f"Pictures/{name}: {len(content) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
