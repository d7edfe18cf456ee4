"""Opens the pages of the book in a headless Chromium, light and dark, on a telephone and on a desk.

    make book PREVIEW=1                                       # prints the address of the book
    python3 Tests/browser/read_book.py http://127.0.0.1:49152
    python3 Tests/browser/read_book.py http://127.0.0.1:49152 --all --pictures FOLDER

Opened are the pages of the course and the first page of each module; with --all every page of the sidebar. A page is
wrong when its console reports an error, something isn't found, a figure has no size or is wider than its column, or the
page can be moved sideways. Needs Chromium and Playwright (`pip install playwright`). The exit status is 0 when all pages
are right, 1 when one isn't, and 2 when they can't be opened.
"""

import argparse
import shutil
import sys
from pathlib import Path

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    print("read_book.py: Playwright is missing: pip install playwright", file=sys.stderr)
    sys.exit(2)

WIDTHS = [390, 1280]
SCHEMES = ["light", "dark"]

# What is wrong with the figures of a page, and with its width, as a list of sentences.
FAULTS = """() => {
    const faults = [];
    for (const image of document.querySelectorAll("main img")) {
        const name = image.currentSrc.split("/").pop();
        const column = image.closest("main").getBoundingClientRect();
        const box = image.getBoundingClientRect();
        if (!(image.naturalWidth > 0 && image.naturalHeight > 0)) faults.push(`${name} has no size`);
        if (!(box.width > 0 && box.left >= column.left && box.right <= column.right)) faults.push(`${name} is too wide`);
        if (!image.alt) faults.push(`${name} has no words`);
    }
    const room = document.documentElement;
    if (room.scrollWidth > room.clientWidth) faults.push(`the page is ${room.scrollWidth} pixels wide`);
    return faults;
}"""

# Has the browser load the figures that are further down.
LOAD = """async () => {
    const images = [...document.querySelectorAll("main img")];
    for (const image of images) image.loading = "eager";
    await Promise.all(images.map(image => image.decode().catch(() => {})));
    return images.length;
}"""


def listed(entries):
    """The paths of the sidebar, from top to bottom."""
    for entry in entries:
        if "path" in entry:
            yield entry["path"]
        yield from listed(entry.get("children", []))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="where the book is served, such as http://127.0.0.1:49152")
    parser.add_argument("--all", action="store_true", help="open every page, those of all public names, too")
    parser.add_argument("--pictures", metavar="FOLDER", help="keep a picture of each page in this folder")
    arguments = parser.parse_args()
    address = arguments.address.rstrip("/")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("read_book.py: Chromium is missing", file=sys.stderr)
        return 2

    faults = []
    opened = figures = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        try:
            start = browser.new_page()
            start.goto(address + "/", wait_until="networkidle")
            if not start.url.rstrip("/").endswith("/documentation/course"):
                faults.append(f"{address}/ leads to {start.url}")
            index = start.request.get(address + "/index/index.json").json()
            paths = dict.fromkeys(listed(index["interfaceLanguages"]["swift"]))
            if not arguments.all:
                paths = [path for path in paths if "/course" in path or path.count("/") == 2]
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900}, color_scheme=scheme)
                here = ""
                page.on("console", lambda message: faults.append(f"{here}, {scheme}: {message.text}")
                        if message.type == "error" else None)
                page.on("pageerror", lambda error: faults.append(f"{here}, {scheme}: {error}"))
                page.on("response", lambda response: faults.append(f"{here}: {response.status} {response.url}")
                        if response.status >= 400 else None)
                for path in paths:
                    here = path
                    page.goto(address + path, wait_until="networkidle")
                    page.locator("main h1").wait_for()
                    opened += 1
                    figures += page.evaluate(LOAD)
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 900})
                        page.wait_for_timeout(100)
                        faults += [f"{path}, {scheme}, {width} px: {fault}" for fault in page.evaluate(FAULTS)]
                        if arguments.pictures:
                            name = f"{path.strip('/').replace('/', ' ')} {scheme} {width}.png"
                            page.screenshot(path=Path(arguments.pictures) / name, full_page=True)
                page.close()
        except Error as error:
            print(f"read_book.py: {str(error).splitlines()[0]}", file=sys.stderr)
            return 2
        finally:
            browser.close()

    print(f"{opened} pages opened, with {figures} figures, at {' and '.join(map(str, WIDTHS))} px")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
