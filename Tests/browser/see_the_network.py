"""Looks at what the page of lesson 17 shows of the network, in a headless Chromium.

    swift run lesson-17-deploy --serve                        # prints the address of the page
    python3 Tests/browser/see_the_network.py http://127.0.0.1:8080
    python3 Tests/browser/see_the_network.py http://127.0.0.1:8080 --files --axe axe.min.js

With `--axe`, a file of axe-core, it also looks for what keeps people from using the page, from 320 to 1,920 pixels, in
light and dark. Needs Chromium and Playwright (`pip install playwright`). The exit status is 0 when the page passes every
check, 1 when it does not, and 2 when it cannot be tried.
"""

import argparse
import math
import sys
import time
from pathlib import Path

from draw_digits import DIGITS, Error, chromium, draw, sync_playwright, use_files

failures = 0


def check(claim, holds):
    global failures
    failures += not holds
    print(f"{'yes' if holds else 'NO ':<5}{claim}", flush=True)


def caption(page):
    return page.locator("#caption").inner_text()


def look_inside(page):
    print("A 3 is drawn:")
    draw(page, DIGITS[3]["round"])
    lights = page.evaluate("nodes.map(node => +node.style.getPropertyValue('--light'))")
    check("ninety nodes are shown, some lit, some not", len(lights) == 90 and max(lights) == 1 and min(lights) == 0)
    check("the picture has ink", page.evaluate("explained.inputs.reduce((a, b) => a + b)") > 30)
    # The pixels' reasons and what the biases add make up the sum; softmax makes the probabilities of ten sums.
    gap = page.evaluate("""async () => {
        const layers = (await (await fetch("/network")).json()).layers;
        const sums = bars.map((_, digit) => layers[1].bias[digit]
            + reasons(digit, explained.inputs, explained.hidden).reduce((a, b) => a + b)
            + layers[0].bias.reduce((sum, bias, node) =>
                sum + (explained.hidden[node] > 0 ? bias * layers[1].kernel[node][digit] : 0), 0));
        const total = sums.reduce((sum, one) => sum + Math.exp(one), 0);
        return Math.max(...sums.map((sum, digit) => Math.abs(Math.exp(sum) / total - explained.probabilities[digit])));
    }""")
    check("what speaks for the digits, added up, gives the ten probabilities", gap < 1e-4)
    page.locator("#bars > *").nth(3).hover()
    check("pointing at a bar shows what speaks for it", "speaks for a 3" in caption(page))
    page.locator("#nodes > *").nth(20).hover()
    check("pointing at a node shows its weights", "weights of node 21" in caption(page))
    check("and what it says of each digit", set(page.locator(".vote").all_inner_texts()) == {"+", "−"})
    page.mouse.move(2, 2)
    check("pointing at nothing shows the drawing again", "as it enters" in caption(page))


def use_the_keyboard(page):
    print("With the keyboard:")
    page.focus("#nodes")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    check("arrow keys choose a node", page.get_attribute("#nodes", "aria-activedescendant") == "node-10")
    check("and its caption is spoken", "weights of node 11" in page.locator("#announcement").inner_text())
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    check("none leads out of the list", page.get_attribute("#nodes", "aria-activedescendant") == "node-1")
    page.keyboard.press("Escape")
    check("Escape lets go of it, and the drawing stays",
          "as it enters" in caption(page) and page.locator("#best").inner_text() == "3")
    page.focus("#bars")
    page.keyboard.press("End")
    check("and so with the bars", "speaks for a 9" in caption(page))


def judge(page):
    print("What was right and wrong:")
    page.click("#right")
    draw(page, DIGITS[7]["plain"])
    page.click("#labels button:nth-child(2)")
    page.click("#labels button:nth-child(3)")
    for change, undone in [(lambda: page.click("#undo"), lambda: page.click("#redo")),
                           (lambda: page.emulate_media(color_scheme="dark"),
                            lambda: page.emulate_media(color_scheme="light"))]:
        change()
        page.wait_for_timeout(300)
        undone()
        page.wait_for_timeout(300)
        page.click("#labels button:nth-child(3)")
    check("a drawing counts once, also when it was undone and redone, or repainted",
          page.locator("#score").inner_text().startswith("1 of 2 read right"))
    cells = page.locator("#confusion tbody tr").all_inner_texts()
    check("the table has a row for each digit that was meant", len(cells) == 2 and cells[0].startswith("2"))
    with page.expect_download() as download:
        page.click("#save")
    rows = [line.split(",") for line in Path(download.value.path()).read_text().splitlines()]
    check("the CSV has a label and 784 pixels in each line",
          [row[0] for row in rows] == ["3", "2"] and all(len(row) == 785 for row in rows))
    page.click("#forget")
    check("what is forgotten is gone", not page.locator("#kept").is_visible())


def change_the_network(browser, address, files):
    print("Other servers come:")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    broken = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    if files:
        use_files(page, address)
    page.goto(address)
    page.locator("#nodes > *").first.wait_for()

    def server(words, network):
        page.route("**/home", lambda route: route.fulfill(**words))
        page.route("**/network", lambda route: route.fulfill(**network))
        page.evaluate("check()")
        page.wait_for_timeout(500)

    def layer(activation, inputs, outputs):
        return {"activation": activation, "kernel": [[0.01] * outputs] * inputs, "bias": [0] * outputs}

    def network(*layers, deskewed=False):
        return {"json": {"layers": layers, "paper": 0, "ink": 1, "deskewed": deskewed}}

    def says_upright():
        return ["upright" in words for words in [caption(page), page.locator("#about").inner_text()]]

    page.locator("#nodes > *").nth(50).click()
    page.locator("#nodes > *").nth(50).hover()
    server({"body": "Ten nodes."}, network(layer("relu", 784, 10), layer("softmax", 10, 10)))
    check("a node that is pointed at may go with its network", page.locator("#nodes > *").count() == 10)
    check("the drawing is not said to be upright", says_upright() == [False, False])
    page.mouse.move(2, 2)
    server({"body": "Upright."}, network(layer("relu", 784, 10), layer("softmax", 10, 10), deskewed=True))
    check("but it is by a server that puts it upright", says_upright() == [True, True])
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    server({"body": "No hidden layer."}, network(layer("softmax", 784, 10)))
    check("without a hidden layer no nodes are shown", not page.locator("#nodes").is_visible())
    page.evaluate("check()")
    page.wait_for_timeout(300)
    check("and the weights are loaded once", sum(url.endswith("/network") for url in requests) == 1)
    for route in ["**/home", "**/network"]:
        page.unroute(route)
    page.route("**/home", lambda route: route.fulfill(status=404, body=""))
    page.reload()
    page.locator("#nodes > *").first.wait_for()
    page.locator("#examples").wait_for()
    check("without a line about the model, network and examples are shown", page.locator("#nodes > *").count() == 90)
    check(f"nothing in the page breaks {broken or ''}", not broken)
    page.close()


def touch(browser, address, files):
    """A phone: everything is done by a finger."""
    print("With a finger:")
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    if files:
        use_files(page, address)
    page.goto(address)
    page.locator("#nodes > *").first.wait_for()
    fingers = context.new_cdp_session(page)
    box = page.locator("#drawing").bounding_box()
    points = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * part / 20} for part in range(4, 17)]
    scrolled = page.evaluate("scrollY")
    for kind, each in [("touchStart", points[0]), *(("touchMove", each) for each in points[1:])]:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [each]})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator("#best:not(:empty)").wait_for()
    page.locator("#answer[aria-busy=false]").wait_for()
    check("it draws a 1", page.locator("#best").inner_text() == "1")
    check("and the page does not scroll meanwhile", page.evaluate("scrollY") == scrolled)
    sides = page.evaluate("nodes.map(node => node.getBoundingClientRect()).map(box => Math.min(box.width, box.height))")
    check(f"each node is 24 pixels wide or more ({min(sides):.1f})", min(sides) >= 24)

    # To Chromium a tap right after a swift stroke is a part of the stroke.
    page.wait_for_timeout(500)

    def tap(place):
        place.tap()
        page.wait_for_timeout(500)

    tap(page.locator("#nodes > *").nth(45))
    check("a tap shows the weights of a node", "weights of node 46" in caption(page))
    tap(page.locator("#nodes > *").nth(45))
    check("and a second one lets go of it", "as it enters" in caption(page))
    tap(page.locator("#bars > *").nth(1))
    check("a tap on a bar shows what speaks for it", "speaks for a 1" in caption(page))
    page.set_viewport_size({"width": 640, "height": 360})
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    check("on its side, sheet, buttons and bars fit into the window", page.evaluate(
        "['#drawing', '#undo', '#bars'].every("
        "name => document.querySelector(name).getBoundingClientRect().bottom <= innerHeight)"))
    context.close()


def draw_for_long(page):
    print("Somebody draws for three seconds:")
    page.click("#clear")
    page.evaluate("""() => {
        window.answers = 0;
        new MutationObserver(() => { window.answers += 1; }).observe(element("sentence"), { childList: true });
    }""")
    box = page.locator("#drawing").bounding_box()
    start = time.monotonic()
    turn = 0
    while time.monotonic() < start + 3:
        turn += 1 / 15
        page.mouse.move(box["x"] + 200 + 90 * math.cos(turn), box["y"] + 200 + 90 * math.sin(turn))
        if turn == 1 / 15:
            page.mouse.down()
    page.mouse.up()
    updates = page.evaluate("window.answers") / (time.monotonic() - start)
    check(f"the page follows twenty times a second or more ({updates:.0f})", updates >= 20)


def fit(page, width, height, axe):
    """Whether all of the page fits into a window, and whether axe-core finds anything."""
    page.set_viewport_size({"width": width, "height": height})
    draw(page, DIGITS[2]["with a loop"])
    page.locator("#labels button").nth(5).click()
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)
        name = f"{width} x {height}, {scheme}"
        check(f"{name}: nothing sticks out", page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        if axe:
            page.evaluate(axe)
            violations = page.evaluate("axe.run().then(result => result.violations.map(each => each.id))")
            check(f"{name}: axe-core finds nothing {violations or ''}", not violations)


def look_at_all(page, arguments):
    axe = arguments.axe.read_text() if arguments.axe else None
    page.goto(arguments.address)
    page.locator("#nodes > *").first.wait_for()
    look_inside(page)
    use_the_keyboard(page)
    judge(page)
    draw_for_long(page)
    for width, height in [(320, 640), (390, 844), (844, 390), (768, 1024), (1280, 800), (1920, 1080)]:
        fit(page, width, height, axe)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="where the server answers, such as http://127.0.0.1:8080")
    parser.add_argument("--files", action="store_true", help="look at the page in the sources, not at the server's")
    parser.add_argument("--axe", metavar="FILE", type=Path, help="axe-core, as axe.min.js")
    arguments = parser.parse_args()
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if arguments.files:
            use_files(page, arguments.address)
        try:
            look_at_all(page, arguments)
            change_the_network(browser, arguments.address, arguments.files)
            touch(browser, arguments.address, arguments.files)
        except (Error, OSError) as error:
            print(f"see_the_network.py: {str(error).splitlines()[0]}", file=sys.stderr)
            return 2
        finally:
            browser.close()
    check(f"the page reports no error {faults or ''}", not faults)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
