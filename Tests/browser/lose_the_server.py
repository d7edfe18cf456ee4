"""Takes the server away from the page of lesson 17 in a headless Chromium, and looks at what the page says and does.

    python3 Tests/browser/lose_the_server.py swift run lesson-17-deploy --serve

The arguments are the command that serves the page; it is started on a free port, stopped, and started again there.
Needs Chromium and Playwright (`pip install playwright`), and a minute. The exit status is 0 when the page passes every
check, 1 when it does not, and 2 when it cannot be tried.
"""

import re
import subprocess
import sys
import time

from draw_digits import Error, chromium, sync_playwright

failures = 0


def check(claim, holds):
    global failures
    failures += not holds
    print(f"{'yes' if holds else 'NO ':<5}{claim}", flush=True)


class Server:
    """The server, as a process of its own that can be stopped and started again at the same port."""

    def __init__(self, command):
        self.command = command
        self.port = 0
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [*self.command, "--port", str(self.port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = re.search(r"http://[^/\s]+:(\d+)", self.process.stdout.readline())
        if address is None:
            raise OSError(f"no address in the first line of: {' '.join(self.command)}")
        self.port = int(address[1])
        return address[0]

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=10)


class Sheet:
    """The page, and what there is to see on it."""

    def __init__(self, page):
        self.page = page
        self.faults = []
        self.requests = []          # path and time of each
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self.note)

    def note(self, request):
        self.requests.append(("/" + request.url.split("/", 3)[3], time.monotonic()))

    def asked(self, path, since):
        """How often the page has asked for a path since then."""
        return sum(path == asked and moment >= since for asked, moment in self.requests)

    def draw(self, x, y=0.8):
        """Draws a line from the top to (x, y), both from 0 to 1."""
        box = self.page.locator("#drawing").bounding_box()
        self.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=10)
        self.page.mouse.up()

    def dot(self):
        """Draws a dot, which the page asks about once."""
        self.page.locator("#drawing").click()

    def rest(self, seconds):
        self.page.wait_for_timeout(seconds * 1000)

    def within(self, seconds, condition):
        """Whether the condition comes to hold in that time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.rest(0.02)
        return True

    def gone(self):
        return self.page.locator("#gone").is_visible()

    def trouble(self):
        """What the page complains of, "" when it does not."""
        trouble = self.page.locator("#trouble")
        return trouble.inner_text() if trouble.is_visible() else ""

    def answered(self):
        """Whether the page shows an answer to all that is drawn, and no trouble."""
        return self.page.evaluate(
            "document.getElementById('answer').getAttribute('aria-busy') === 'false'"
            " && document.getElementById('guess').checkVisibility()"
            " && document.getElementById('best').textContent !== ''") and not self.gone() and not self.trouble()

    def blank(self):
        return self.page.locator("#best").inner_text() == "" and self.page.locator(".most").count() == 0

    def clear(self):
        self.page.click("#clear")
        self.within(5, self.blank)

    def announcement(self):
        return self.page.locator("#announcement").inner_text()


def lose_it_while_idle(sheet, server):
    print("The server is stopped while nobody draws:")
    sheet.draw(0.5)
    check("a line is answered", sheet.within(5, sheet.answered))
    sheet.rest(1)
    server.stop()
    check("the page says that the server is gone", sheet.within(12, sheet.gone))
    check("and says it to a screen reader", "does not answer" in sheet.announcement())
    check("it shows no answer then", sheet.blank())
    before = time.monotonic()
    sheet.rest(6)
    check("it asks from time to time whether the server is back", 2 <= sheet.asked("/home", before) <= 6)
    server.start()
    check("the page notices that it is back", sheet.within(5, lambda: not sheet.gone()))
    check("and asks again about the line", sheet.within(5, sheet.answered))


def lose_it_while_drawing(sheet, server):
    print("The server is stopped, and somebody draws:")
    server.stop()
    sheet.draw(0.7)
    check("the page says that the server is gone", sheet.within(8, sheet.gone))
    before = time.monotonic()
    for x in (0.3, 0.4, 0.6):
        sheet.draw(x)
        sheet.rest(1)
    sheet.rest(3)
    check("one loop waits for it, however much is drawn",
          2 <= sheet.asked("/home", before) <= 6 and sheet.asked("/explain", before) == 0)
    before = time.monotonic()
    server.start()
    check("the drawing is answered when it is back", sheet.within(8, sheet.answered))
    sheet.rest(1)
    check("after it was asked about once", sheet.asked("/explain", before) == 1)
    sheet.clear()


def lose_it_while_hidden(sheet):
    print("The page is hidden, and shown again when the server takes long:")
    held = []
    sheet.page.evaluate("""() => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    before = time.monotonic()
    sheet.rest(7)
    check("hidden it asks nothing", sheet.asked("/home", before) == 0)
    sheet.page.route("**/home", lambda route: held.append(route))
    sheet.page.evaluate("""() => {
        delete document.visibilityState;
        for (let i = 0; i < 3; i += 1) document.dispatchEvent(new Event("visibilitychange"));
    }""")
    check("shown again it asks at once", sheet.within(0.5, lambda: held))
    sheet.rest(4)
    check("and once only", len(held) == 1)
    check("an answer that does not come is no answer", sheet.within(3, sheet.gone))
    sheet.page.unroute("**/home")
    check("until one comes", sheet.within(8, lambda: not sheet.gone()))


def answer_while_asked(sheet):
    print("Nobody answers whether the server is there, but the server answers about a drawing:")
    held = []
    sheet.page.route("**/home", lambda route: held.append(route))
    sheet.within(7, lambda: held)
    sheet.draw(0.5)
    check("the drawing is answered", sheet.within(3, sheet.answered))
    held.pop().abort()
    sheet.page.unroute("**/home")
    sheet.rest(1)
    check("and the page knows that the server is there", sheet.answered())
    sheet.page.keyboard.press("Control+Shift+Delete")
    sheet.rest(0.5)
    check("what the browser does with other keys beside Delete leaves the drawing alone", sheet.answered())
    sheet.page.keyboard.press("Delete")
    check("Delete clears it", sheet.within(1, sheet.blank))


def fill_the_server(sheet, server):
    print("The server has no room (status 503):")
    refused = []

    def refuse(route):
        refused.append(time.monotonic())
        route.fulfill(status=503, json={"error": "expected no more than 256 connections at a time"})

    def refuse_thrice(route):
        if len(refused) < 3:
            refuse(route)
        else:
            route.continue_()

    sheet.page.route("**/explain", refuse)
    sheet.draw(0.5)
    check("the page says so", sheet.within(3, lambda: "no room" in sheet.trouble()))
    check("and not that it is gone", not sheet.gone())
    count = len(refused)
    sheet.rest(3.5)
    check("it asks again every second", 2 <= len(refused) - count <= 5)
    count = len(refused)
    sheet.draw(0.6)
    check("and at once when the drawing changes", sheet.within(0.4, lambda: len(refused) > count))
    sheet.clear()
    check("a cleared sheet is no trouble", sheet.within(1, lambda: not sheet.trouble()))
    sheet.rest(0.5)
    count = len(refused)
    sheet.rest(2)
    check("and is not asked about", len(refused) == count and not sheet.trouble())
    sheet.page.unroute("**/explain")

    refused.clear()
    sheet.page.route("**/explain", refuse_thrice)
    sheet.dot()
    check("after three times 503 the answer comes", sheet.within(8, sheet.answered) and len(refused) == 3)
    sheet.page.unroute("**/explain")

    sheet.page.route("**/explain", refuse)
    sheet.dot()
    sheet.within(3, sheet.trouble)
    server.stop()
    sheet.page.unroute("**/explain")
    check("a server that goes then is said to be gone", sheet.within(8, sheet.gone) and not sheet.trouble())

    sheet.page.route("**/home", refuse)
    sheet.page.route("**/explain", refuse)
    server.start()
    sheet.page.evaluate("""() => {
        const gone = document.getElementById("gone");
        window.turns = [gone.hidden];
        const observer = new MutationObserver(() => {
            if (gone.hidden !== window.turns[window.turns.length - 1]) window.turns.push(gone.hidden);
        });
        observer.observe(gone, { attributes: true });
    }""")
    check("one that comes back without room is said to have none",
          sheet.within(8, lambda: "no room" in sheet.trouble() and not sheet.gone()))
    sheet.rest(5)
    check("all the time", "no room" in sheet.trouble() and sheet.page.evaluate("window.turns") == [False, True])
    sheet.page.unroute("**/home")
    sheet.page.unroute("**/explain")
    check("and the drawing is answered when there is room", sheet.within(8, sheet.answered))
    sheet.clear()


def break_the_page(sheet):
    print("The page itself is at fault while it shows an answer:")
    sheet.page.evaluate("""() => {
        const whole = sentence;
        window.sentence = () => { window.sentence = whole; throw new Error("broken on purpose"); };
    }""")
    sheet.faults.clear()
    sheet.draw(0.5, 0.2)
    sheet.rest(1)
    check("no server is said to be gone", not sheet.gone())
    check("the fault is in the console", any("broken on purpose" in fault for fault in sheet.faults))
    sheet.faults.clear()
    sheet.draw(0.6)
    check("the next drawing is answered", sheet.within(1, sheet.answered))
    sheet.clear()


def clear_too_early(sheet):
    print("The sheet is cleared before the answer comes:")
    held = []
    sheet.page.route("**/explain", lambda route: held.append(route))
    sheet.draw(0.5)
    sheet.within(3, lambda: held)
    sheet.clear()
    sheet.rest(0.2)
    held.pop().fulfill(status=500, json={"error": "the network failed"})
    sheet.rest(0.5)
    check("no error of the old drawing is told", not sheet.trouble())
    sheet.draw(0.5)
    sheet.within(3, lambda: held)
    sheet.clear()
    sheet.rest(0.2)
    sheet.draw(0.6)
    held.pop().continue_()
    sheet.within(3, lambda: held)
    sheet.rest(0.2)
    check("nor its answer shown for the new one", sheet.blank())
    held.pop().continue_()
    sheet.page.unroute("**/explain")
    check("which gets its own", sheet.within(3, sheet.answered))
    sheet.clear()


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    browser_path = chromium()
    server = Server(sys.argv[1:])
    try:
        address = server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            sheet = Sheet(page)
            page.goto(address)
            page.locator("#examples").wait_for()
            clear_too_early(sheet)
            break_the_page(sheet)
            lose_it_while_idle(sheet, server)
            lose_it_while_drawing(sheet, server)
            lose_it_while_hidden(sheet)
            answer_while_asked(sheet)
            fill_the_server(sheet, server)
            check("nothing else of the page's own is broken", not sheet.faults)
            browser.close()
    except (Error, OSError, subprocess.TimeoutExpired) as error:
        print(f"lose_the_server.py: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    finally:
        server.stop()
    print("The page passes." if failures == 0 else f"{failures} checks fail.")
    return 0 if failures == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
