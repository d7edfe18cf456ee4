"use strict";

// Lengths on the drawing area and in the picture are in pixels of the network's 28 × 28 field.
const FIELD = 28;
const BOX = 20;           // MNIST fits a digit into 20 × 20.
const LINE = 2.5;         // The median thickness of a stroke in MNIST.
const FINE = 8;           // Each pixel is the mean of 8 × 8 samples.
const SMALLEST = LINE;    // What is drawn smaller than the pen is wide is not blown up to fill the box.

const element = (id) => document.getElementById(id);
const drawing = element("drawing");
const picture = element("picture");
const announcement = element("announcement");

// ---- The drawing: strokes, or an example from the test set ----

const EMPTY = { strokes: [], example: null };
const KEYBOARD = "keyboard";
let sheet = EMPTY;        // each stroke is an array of points [x, y]
let earlier = [];         // the sheets before this one, for undo
let later = [];           // the sheets that undo took away, for redo
let drawnBy = null;       // what draws the last stroke right now: KEYBOARD or the number of a pointer

function replaceSheet(next) {
    earlier = [...earlier.slice(-199), sheet];
    later = [];
    sheet = next;
    changed();
}

// The keyboard's pen stays on the sheet. That of a hand may leave it, and what it draws there is cut off.
function clampToField(value) {
    return Math.min(Math.max(value, LINE / 2), FIELD - LINE / 2);
}

function beginStroke(point, by) {
    replaceSheet({ strokes: [...sheet.strokes, [point]], example: null });
    drawnBy = by;
}

function continueStroke(point) {
    addPoint(sheet.strokes[sheet.strokes.length - 1], point);
    changed();
}

// The last point follows the pen; it stays only when it is far enough from the one before it.
function addPoint(stroke, point) {
    const [previous, last] = stroke.slice(-2);
    if (last && distance(previous, last) < 0.3) stroke.pop();
    stroke.push(point);
}

// The stroke of a pen that was moved to some points.
function asDrawn(points) {
    const stroke = points.slice(0, 1);
    for (const point of points.slice(1)) addPoint(stroke, point);
    return stroke;
}

function endStroke() {
    drawnBy = null;
    refresh();
}

function undo() {
    endStroke();
    if (earlier.length === 0) return;
    later.push(sheet);
    sheet = earlier.pop();
    changed();
}

function redo() {
    endStroke();
    if (later.length === 0) return;
    earlier.push(sheet);
    sheet = later.pop();
    changed();
}

function clear() {
    endStroke();
    if (sheet !== EMPTY) replaceSheet(EMPTY);
}

// ---- Geometry ----

function distance([ax, ay], [bx, by]) {
    return Math.hypot(bx - ax, by - ay);
}

// A curve through the points, as many short lines: cubic Hermite pieces whose slopes come from the neighboring
// points. A sharp turn, more than 70 degrees, is a corner of the digit and stays one.
function smooth(points) {
    const line = [points[0]];
    for (let i = 0; i + 1 < points.length; i += 1) {
        const [a, b] = [points[i], points[i + 1]];
        const length = distance(a, b);
        const [start, end] = [slope(points, i, length, a, b), slope(points, i + 1, length, a, b)];
        const pieces = Math.min(Math.ceil(length / 0.4), 16);
        for (let piece = 1; piece <= pieces; piece += 1) {
            const t = piece / pieces;
            const u = 1 - t;
            line.push([0, 1].map((axis) => u * u * (1 + 2 * t) * a[axis] + u * u * t * start[axis]
                + t * t * (1 + 2 * u) * b[axis] - t * t * u * end[axis]));
        }
    }
    return line;
}

// The slope at point i of the piece from a to b, as long as the piece.
function slope(points, i, length, a, b) {
    const chord = [b[0] - a[0], b[1] - a[1]];
    const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
    if (!before || !after) return chord;
    const [into, out] = [distance(before, here), distance(here, after)];
    if (into === 0 || out === 0) return chord;
    const directions = [0, 1].map((axis) => [(here[axis] - before[axis]) / into, (after[axis] - here[axis]) / out]);
    const cosine = directions[0][0] * directions[0][1] + directions[1][0] * directions[1][1];
    if (cosine < 0.3) return chord;
    const sum = directions.map(([arriving, leaving]) => arriving / into + leaving / out);
    return sum.map((part) => part / Math.hypot(...sum) * length);
}

// The parts of a line that lie on the sheet: each piece between two points is cut at the edges.
function onSheet(line) {
    const parts = [];
    let part = null;
    line.forEach((point, i) => {
        const [from, to] = [line[Math.max(i - 1, 0)], point];
        let [enter, leave] = [0, 1];
        for (const axis of [0, 1]) {
            const way = to[axis] - from[axis];
            const [near, far] = [-from[axis], FIELD - from[axis]].map((edge) => (way === 0 ? null : edge / way));
            if (way === 0) {
                if (from[axis] < 0 || from[axis] > FIELD) enter = 2;
            } else {
                enter = Math.max(enter, Math.min(near, far));
                leave = Math.min(leave, Math.max(near, far));
            }
        }
        if (enter > leave) {
            part = null;
            return;
        }
        const at = (t) => [0, 1].map((axis) => from[axis] + t * (to[axis] - from[axis]));
        if (!part || enter > 0) parts.push(part = [at(enter)]);
        part.push(at(leave));
        if (leave < 1) part = null;
    });
    return parts;
}

// ---- From the drawing to MNIST's form ----

// The strokes as 784 numbers from 0 to 255. The lines are fitted, not the ink, so that a small drawing and a large
// one get strokes of the same thickness. No canvas is read back: some browsers falsify what is read.
function pixelsOf(strokes) {
    const lines = strokes.map(smooth).flatMap(onSheet);
    if (lines.length === 0) return null;
    const points = lines.flat();
    const [left, top, right, bottom] = points.reduce(
        ([l, t, r, b], [x, y]) => [Math.min(l, x), Math.min(t, y), Math.max(r, x), Math.max(b, y)],
        [Infinity, Infinity, -Infinity, -Infinity]);
    const scale = (BOX - LINE) / Math.max(right - left, bottom - top, SMALLEST);
    const ink = new Uint8Array(BOX * FINE * BOX * FINE);
    for (const line of lines) {
        const fitted = line.map(([x, y]) => [LINE / 2 + (x - left) * scale, LINE / 2 + (y - top) * scale]);
        fitted.forEach((point, i) => inkSegment(ink, fitted[Math.max(i - 1, 0)], point));
    }
    return centered(averaged(ink));
}

// Sets the samples nearer than half a line's width to the segment from a to b.
function inkSegment(ink, a, b) {
    const side = BOX * FINE;
    const reach = LINE / 2;
    const first = (value) => Math.max(Math.floor((value - reach) * FINE), 0);
    const last = (value) => Math.min(Math.ceil((value + reach) * FINE), side - 1);
    const along = [b[0] - a[0], b[1] - a[1]];
    const square = along[0] * along[0] + along[1] * along[1];
    for (let row = first(Math.min(a[1], b[1])); row <= last(Math.max(a[1], b[1])); row += 1) {
        for (let column = first(Math.min(a[0], b[0])); column <= last(Math.max(a[0], b[0])); column += 1) {
            const x = (column + 0.5) / FINE - a[0];
            const y = (row + 0.5) / FINE - a[1];
            const t = square > 0 ? Math.min(Math.max((x * along[0] + y * along[1]) / square, 0), 1) : 0;
            const [dx, dy] = [x - t * along[0], y - t * along[1]];
            if (dx * dx + dy * dy <= reach * reach) ink[row * side + column] = 1;
        }
    }
}

// The mean of each 8 × 8 samples: 20 × 20 shares of ink from 0 to 1.
function averaged(ink) {
    const box = new Float64Array(BOX * BOX);
    ink.forEach((sample, i) => {
        const row = Math.floor(i / (BOX * FINE * FINE));
        const column = Math.floor(i % (BOX * FINE) / FINE);
        box[row * BOX + column] += sample / (FINE * FINE);
    });
    return box;
}

// Moves the box by whole pixels, so that its center of mass comes to the middle of the field, and no ink leaves it.
// In MNIST the middle is the pixel in row 14 and column 14, counted from 0, not the corner between four pixels.
function centered(box) {
    let [mass, massX, massY, lastX, lastY] = [0, 0, 0, 0, 0];
    box.forEach((share, i) => {
        const [x, y] = [i % BOX, Math.floor(i / BOX)];
        mass += share;
        massX += share * x;
        massY += share * y;
        if (share > 0) [lastX, lastY] = [Math.max(lastX, x), y];
    });
    const shift = (center, last) => Math.min(Math.max(Math.round(FIELD / 2 - center), 0), FIELD - 1 - last);
    const [shiftX, shiftY] = [shift(massX / mass, lastX), shift(massY / mass, lastY)];
    const pixels = new Array(FIELD * FIELD).fill(0);
    box.forEach((share, i) => {
        if (share === 0) return;
        pixels[(Math.floor(i / BOX) + shiftY) * FIELD + i % BOX + shiftX] = Math.round(share * 255);
    });
    return pixels;
}

// ---- Showing the drawing ----

let framePending = false;
let sheetChanged = false;
let penShown = false;     // the ring that shows where the keyboard's pen is
let pen = [FIELD / 2, FIELD / 2];

function changed() {
    if (sheet === EMPTY) asked = question = null;    // No answer to the cleared drawing is shown any more.
    sheetChanged = true;
    element("answer").setAttribute("aria-busy", "true");
    refresh();
}

function refresh() {
    if (framePending) return;
    framePending = true;
    requestAnimationFrame(() => {
        framePending = false;
        paintDrawing();
        element("undo").setAttribute("aria-disabled", String(earlier.length === 0));
        element("redo").setAttribute("aria-disabled", String(later.length === 0));
        if (!sheetChanged) return;
        sheetChanged = false;
        const pixels = pixelsOfSheet();
        element("invitation").hidden = pixels !== null;
        question = pixels && { pixels, label: sheet.example ? sheet.example.label : null };
        if (question) {
            ask();
        } else {
            if (!waiting) showTrouble("");
            showAnswer(null);
        }
    });
}

function pixelsOfSheet() {
    if (sheet.example) return sheet.example.pixels;
    return sheet.strokes.length > 0 ? pixelsOf(sheet.strokes) : null;
}

function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function paintDrawing() {
    const side = Math.max(Math.round(drawing.clientWidth * devicePixelRatio), 1);
    if (drawing.width !== side) drawing.width = drawing.height = side;
    const context = drawing.getContext("2d");
    context.setTransform(side / FIELD, 0, 0, side / FIELD, 0, 0);
    context.clearRect(0, 0, FIELD, FIELD);
    context.strokeStyle = context.fillStyle = color("--ink");
    context.lineWidth = LINE;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of sheet.strokes) {
        const line = smooth(stroke);
        context.beginPath();
        context.moveTo(...line[0]);
        // A line of no length is drawn, too: as a dot, thanks to its round ends.
        for (const point of line.length > 1 ? line : [line[0]]) context.lineTo(...point);
        context.stroke();
    }
    if (sheet.example) {
        context.imageSmoothingEnabled = false;
        context.drawImage(imageOf(sheet.example.pixels), 0, 0, FIELD, FIELD);
    }
    if (penShown) paintPen(context);
}

function paintPen(context) {
    context.beginPath();
    context.arc(...pen, LINE / 2 + 0.4, 0, 2 * Math.PI);
    context.lineWidth = 0.4;
    context.strokeStyle = context.fillStyle = color("--accent");
    if (drawnBy === KEYBOARD) context.fill();
    context.stroke();
}

function imageOf(pixels) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = FIELD;
    paintPixels(canvas, pixels);
    return canvas;
}

// Paints 784 numbers: 0 is paper, 255 is ink.
function paintPixels(canvas, pixels) {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, FIELD, FIELD);
    context.fillStyle = color("--ink");
    pixels.forEach((pixel, i) => {
        context.globalAlpha = pixel / 255;
        context.fillRect(i % FIELD, Math.floor(i / FIELD), 1, 1);
    });
}

// ---- Asking the server: one request at a time, the latest drawing next ----

// Statuses that pass by themselves, and what the page says meanwhile. The same question is asked again.
const PASSING = {
    408: "Only a part of the drawing arrived. Asking again.",
    503: "The server has no room now. Asking again.",
};

let question = null;      // what to ask next
let asked = null;         // what was asked last, unless the sheet was cleared since
let asking = false;
let askNow = () => {};    // ends the pause before the same question is asked again

async function ask() {
    askNow();
    if (asking) return;
    asking = true;
    try {
        while (question && !waiting) await askOnce();
    } finally {
        asking = false;
    }
}

async function askOnce() {
    asked = question;
    question = null;
    const answer = await answerTo("/explain", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ input: [asked.pixels] }),
    });
    if (!answer) {
        waitForServer();
        return;
    }
    if (!asked) return;
    const passing = answer.status in PASSING;
    if (passing) question = question || asked;
    const { explanation, trouble } = contentOf(answer);
    showTrouble(trouble);
    showAnswer(explanation, asked);
    if (!passing) return;
    await new Promise((resolve) => {
        askNow = resolve;
        setTimeout(resolve, 1000);
    });
}

// What came of the drawing, from the first layer to the last, or what is wrong with the answer.
function contentOf({ ok, status, text }) {
    let content = null;
    try { content = JSON.parse(text); } catch { /* Not JSON: answered below. */ }
    const refused = (trouble) => ({ explanation: null, trouble });
    const reason = typeof content?.error === "string" ? content.error : status;
    if (!ok) return refused(PASSING[status] ?? `The server answers with an error: ${reason}`);
    const areNumbers = (list, count) => Array.isArray(list) && list.length === count && list.every(Number.isFinite);
    if (!areNumbers(content?.probabilities, 10) || !areNumbers(content.inputs, FIELD * FIELD)
        || !areNumbers(content.hidden, content.hidden?.length)) {
        return refused("The server answered something other than what became of the drawing.");
    }
    return { explanation: content, trouble: "" };
}

let lastAnswer = 0;       // when it came

// What the server answers at a path; null when it does not, or not in time, or not to the end.
async function answerTo(path, options = {}) {
    const signal = AbortSignal.timeout(5000);
    try {
        const response = await fetch(path, { cache: "no-store", signal, ...options });
        const text = await response.text();
        lastAnswer = performance.now();
        return { ok: response.ok, status: response.status, text };
    } catch {
        return null;
    }
}

// ---- Noticing that the server has gone, and its return ----

let checking = false;
let waiting = false;

// While nobody draws, asks whether the server is still there. While somebody does, each question finds that out.
async function check() {
    if (checking || asking || waiting || document.visibilityState !== "visible") return;
    checking = true;
    try {
        const start = performance.now();
        const status = await loadModelAndExamples();
        // Questions since then know better.
        if (status === null && !asking && lastAnswer < start) waitForServer();
    } finally {
        checking = false;
    }
}

// One loop, until the server answers and has room. Then what is on the sheet is asked about.
async function waitForServer() {
    if (waiting) return;
    waiting = true;
    try {
        let status = null;
        do {
            forgetNetwork();   // Another server may have another one.
            showGone(status === null);
            showTrouble(PASSING[status] ?? "");
            showAnswer(null);
            await new Promise((resolve) => setTimeout(resolve, 1500));
            status = await loadModelAndExamples();
        } while (status === null || status in PASSING);
    } finally {
        waiting = false;
        showGone(false);
        showTrouble("");
    }
    announce("The server answers again.");
    changed();
}

// What the model is, its weights, and the examples. The page works without any of them. Returns the status of the first
// answer, null when there is none.
async function loadModelAndExamples() {
    const home = await answerTo("/home");
    if (!home || home.status in PASSING) return home ? home.status : null;
    const words = home.ok ? home.text.trim() : "";
    if (words && words !== element("model").textContent) {
        element("model").textContent = words;
        // Another server has come between two checks, with another network.
        if (network) changed();
        forgetNetwork();
    }
    if (!networkLoaded) await loadNetwork();
    if (shownExamples) return home.status;
    const examples = await answerTo("/examples");
    try {
        if (examples?.ok) showExamples(JSON.parse(examples.text));
    } catch (error) {
        console.error(error);
        showExamples([]);
    }
    return home.status;
}

// ---- Showing the answer ----

const bars = choices(element("bars"), 10, "digit", (bar, digit) => {
    bar.innerHTML = `<span class="digit">${digit}</span><span class="track"><span class="fill"></span></span>`
        + `<span class="value"></span><span class="vote" aria-hidden="true"></span>`;
});

let explained = null;     // what the server said of the drawing that is shown
let judged = null;        // the question that this belongs to

function showAnswer(explanation, about = null) {
    [explained, judged] = [explanation, about];
    const probabilities = explanation?.probabilities ?? null;
    const best = explanation ? answerOf(explanation) : null;
    bars.forEach((bar, digit) => {
        const share = probabilities ? probabilities[digit] : 0;
        bar.style.setProperty("--share", share);
        bar.classList.toggle("most", digit === best);
        bar.querySelector(".value").textContent = probabilities ? percent(share) : "";
    });
    element("guess").hidden = !(element("gone").hidden && element("trouble").hidden);
    element("best").textContent = best === null ? "" : explanation.knows ? best : "?";
    element("sentence").textContent = probabilities
        ? sentence(explanation, about.label)
        : "Ten bars will show how probable each digit is.";
    element("answer").setAttribute("aria-busy", String(sheetChanged || question !== null));
    showVerdict();
    showNetwork();
    announceLater(probabilities ? element("sentence").textContent : "");
}

function percent(share) {
    return share >= 0.9995 ? "100%" : `${(share * 100).toFixed(1)}%`;
}

function named(digit) {
    return `${digit === 8 ? "an" : "a"} ${digit}`;
}

function sentence({ probabilities, knows }, label) {
    const [first, second] = probabilities.map((share, digit) => ({ share, digit })).sort((x, y) => y.share - x.share);
    const reading = knows
        ? `The network reads ${named(first.digit)}, with a probability of ${first.share >= 0.9995 ? "more than 99.9%"
            : percent(first.share)}.`
        : `The network doesn’t know. Perhaps ${named(first.digit)} (${percent(first.share)}), or ${named(second.digit)} `
            + `(${percent(second.share)})?`;
    if (label === null) return reading;
    return `${reading} The label says ${label}${label === first.digit ? "." : ": the network is wrong."}`;
}

// ---- Inside the network ----

let network = null;       // the weights: kernel (784 x hidden), output (hidden x 10), paper and ink
let networkLoaded = false; // also when the server has none that can be shown
let upright = false;      // whether the server puts a drawing upright
let nodes = [];           // a square for each hidden node
let pointedAt = null;     // { kind: "node" or "digit", index }: by the mouse
let chosen = null;        // the same, by the keyboard, a click or a tap

// A list of things to point at, or to choose from with arrow keys: one stop for the Tab key.
function choices(list, count, kind, fill) {
    const options = Array.from({ length: count }, (_, index) => {
        const option = document.createElement("div");
        option.id = `${kind}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        fill(option, index);
        option.addEventListener("pointerenter", (event) => {
            if (event.pointerType === "mouse") point({ kind, index });
        });
        option.addEventListener("pointerleave", () => point(null));
        option.addEventListener("click", () => choose(chosen?.kind === kind && chosen.index === index ? null
            : { kind, index }));
        return option;
    });
    list.replaceChildren(...options);
    list.onkeydown = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
        const place = chosen?.kind === kind ? chosen.index : -1;
        const next = place < 0 ? 0 : place + step;
        if (step) choose({ kind, index: next >= 0 && next < count ? next : place });
        else if (event.key === "Home") choose({ kind, index: 0 });
        else if (event.key === "End") choose({ kind, index: count - 1 });
        else if (event.key === "Escape" && chosen) choose(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
        announce(element("caption").textContent);
    };
    list.onblur = () => choose(null);
    return options;
}

function point(what) {
    pointedAt = what;
    showNetwork();
}

function choose(what) {
    chosen = what;
    for (const [list, kind] of [["bars", "digit"], ["nodes", "node"]]) {
        element(list).removeAttribute("aria-activedescendant");
        for (const option of element(list).children) {
            const isChosen = what !== null && option.id === `${what.kind}-${what.index}`;
            option.setAttribute("aria-selected", String(isChosen));
            if (isChosen && what.kind === kind) element(list).setAttribute("aria-activedescendant", option.id);
        }
    }
    showNetwork();
}

function forgetNetwork() {
    network = null;
    networkLoaded = false;
}

// Loads the weights of a network with one hidden layer of ReLU nodes. Of any other, the page shows only the input.
async function loadNetwork() {
    const answer = await answerTo("/network");
    if (!answer || answer.status in PASSING) return;
    networkLoaded = true;
    let content = null;
    try { content = JSON.parse(answer.text); } catch { /* Not JSON: no network that can be shown. */ }
    upright = content?.deskewed === true;
    element("upright").hidden = !upright;
    const [hidden, output, ...others] = content?.layers ?? [];
    const isShown = output && others.length === 0 && hidden.activation === "relu";
    if (isShown && nodes.length !== output.kernel.length) {
        pointedAt = null;    // Its node is about to go.
        choose(null);
        nodes = choices(element("nodes"), output.kernel.length, "node", (square, index) => {
            square.setAttribute("aria-label", `Node ${index + 1}`);
        });
    }
    network = isShown
        ? { kernel: hidden.kernel, output: output.kernel, paper: content.paper, ink: content.ink } : null;
    element("nodes").hidden = !isShown;
    showNetwork();
}

function showNetwork() {
    const shown = network ? pointedAt ?? chosen : null;
    const [hidden, inputs] = [explained?.hidden ?? [], explained?.inputs ?? []];
    // What each node adds to the sum of the digit that is pointed at; else what it hands on.
    const lights = nodes.map((_, node) => (hidden[node] ?? 0)
        * (shown?.kind === "digit" ? network.output[node][shown.index] : 1));
    const brightest = Math.max(...lights.map(Math.abs), 1e-9);
    nodes.forEach((square, node) => {
        square.style.setProperty("--light", Math.abs(lights[node]) / brightest);
        square.className = shown?.kind === "digit" ? (lights[node] < 0 ? "against" : "for") : "";
        square.classList.toggle("shown", shown?.kind === "node" && shown.index === node);
    });
    const votes = shown?.kind === "node" ? network.output[shown.index] : null;
    const loudest = votes ? Math.max(...votes.map(Math.abs)) : 1;
    bars.forEach((bar, digit) => {
        const vote = bar.querySelector(".vote");
        vote.textContent = !votes ? "" : votes[digit] < 0 ? "−" : "+";
        vote.className = `vote ${!votes ? "" : votes[digit] < 0 ? "against" : "for"}`;
        vote.style.setProperty("--light", votes ? Math.abs(votes[digit]) / loudest : 0);
        bar.classList.toggle("shown", shown?.kind === "digit" && shown.index === digit);
    });
    if (shown?.kind === "node") paintSigned(picture, network.kernel.map((row) => row[shown.index]));
    else if (shown?.kind === "digit") paintSigned(picture, reasons(shown.index, inputs, hidden));
    else paintPixels(picture, inputs.map(inkOf));
    element("caption").textContent = caption(shown, hidden);
}

// An input of the network as a pixel from 0 to 255.
function inkOf(input) {
    const { paper, ink } = network ?? { paper: 0, ink: 1 };
    return Math.min(Math.max((input - paper) / (ink - paper), 0), 1) * 255;
}

// What each pixel adds to the sum of a digit: its input times the weights, through the nodes that are on.
function reasons(digit, inputs, hidden) {
    const through = network.output.map((weights, node) => (hidden[node] > 0 ? weights[digit] : 0));
    return inputs.map((input, pixel) => input === 0 ? 0
        : input * network.kernel[pixel].reduce((sum, weight, node) => sum + weight * through[node], 0));
}

function caption(shown, hidden) {
    if (shown?.kind === "digit") {
        return explained
            ? `Blue is what in the drawing speaks for ${named(shown.index)}, orange what speaks against it; so are the `
                + "nodes through which it does. Nodes against it are round."
            : `Draw something to see what speaks for ${named(shown.index)}.`;
    }
    if (shown?.kind === "node") {
        const ranked = network.output[shown.index].map((weight, digit) => ({ weight, digit }))
            .sort((x, y) => y.weight - x.weight);
        const output = !explained ? "" : hidden[shown.index] > 0 ? `, output ${hidden[shown.index].toFixed(2)}` : ", off";
        return `The weights of node ${shown.index + 1}${output}. Ink on blue raises its sum, ink on orange lowers it. When `
            + `it is on, it speaks most for ${named(ranked[0].digit)} and ${named(ranked[1].digit)}, and most against `
            + `${named(ranked[9].digit)}.`;
    }
    return `The drawing as it enters the network: 28 × 28 pixels${upright ? ", upright" : ""}`
        + (network ? `. Then come the ${nodes.length} hidden nodes, lit by what they hand on. Point at one, or at a bar.`
            : ".");
}

// Paints 784 numbers: blue above 0, orange below, the stronger the larger.
function paintSigned(canvas, numbers) {
    const context = canvas.getContext("2d");
    const largest = Math.max(...numbers.map(Math.abs), 1e-9);
    const [blue, orange] = [color("--for"), color("--against")];
    context.clearRect(0, 0, FIELD, FIELD);
    numbers.forEach((number, i) => {
        context.fillStyle = number < 0 ? orange : blue;
        context.globalAlpha = Math.abs(number) / largest;
        context.fillRect(i % FIELD, Math.floor(i / FIELD), 1, 1);
    });
}

// ---- What was right and what was wrong ----

let kept = [];            // { key, pixels, answer, label } of each drawing that was judged

const labels = Array.from({ length: 10 }, (_, digit) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = digit;
    button.setAttribute("aria-label", `Wrong, it is ${named(digit)}`);
    button.addEventListener("click", () => judge(digit));
    element("labels").append(button);
    return button;
});

// The same for two drawings with the same pixels, such as one that was undone and redone.
function keyOf({ pixels }) {
    return pixels.join();
}

function answerOf({ probabilities }) {
    return probabilities.indexOf(Math.max(...probabilities));
}

function showVerdict() {
    // Not those from the test set, whose label is known.
    element("verdict").hidden = !explained || judged.label !== null;
    if (element("verdict").hidden) return;
    const record = kept.find(({ key }) => key === keyOf(judged));
    element("right").setAttribute("aria-pressed", String(record !== undefined && record.label === record.answer));
    labels.forEach((button, digit) => {
        button.disabled = digit === answerOf(explained);
        button.setAttribute("aria-pressed", String(record?.label === digit && digit !== record.answer));
    });
}

// A drawing counts once, with what was said of it last.
function judge(label) {
    if (!explained) return;
    const key = keyOf(judged);
    kept = kept.filter((one) => one.key !== key);
    kept.push({ key, pixels: judged.pixels, answer: answerOf(explained), label });
    showVerdict();
    showKept();
    announce(element("score").textContent);
}

let csv = null;           // the address of the file

function showKept() {
    element("kept").hidden = kept.length === 0;
    const right = kept.filter(({ label, answer }) => label === answer).length;
    element("score").textContent = `${right} of ${kept.length} read right. A row for each digit that you drew, a column `
        + "for what it was read as.";
    const digits = Array.from({ length: 10 }, (_, digit) => digit);
    const row = (cells) => {
        const line = document.createElement("tr");
        line.append(...cells);
        return line;
    };
    const cell = (name, text, scope) => {
        const made = document.createElement(name);
        made.textContent = text;
        if (scope) made.scope = scope;
        return made;
    };
    element("confusion").tHead.replaceChildren(
        row([cell("td", ""), ...digits.map((digit) => cell("th", digit, "col"))]));
    element("confusion").tBodies[0].replaceChildren(...digits.filter((label) => kept.some((one) => one.label === label))
        .map((label) => row([cell("th", label, "row"), ...digits.map((answer) => {
            const count = kept.filter((one) => one.label === label && one.answer === answer).length;
            const made = cell("td", count || "");
            if (count) made.className = label === answer ? "hit" : "miss";
            return made;
        })])));
    if (csv) URL.revokeObjectURL(csv);
    // A line for each digit, as in the course's files: the label and 784 pixels.
    const lines = kept.map(({ label, pixels }) => `${[label, ...pixels].join(",")}\n`);
    csv = URL.createObjectURL(new Blob(lines, { type: "text/csv" }));
    element("save").href = csv;
}

function showGone(gone) {
    if (gone && element("gone").hidden) announce(element("gone").textContent);
    element("gone").hidden = !gone;
}

function showTrouble(message) {
    const trouble = element("trouble");
    if (message && trouble.textContent !== message) announce(message);
    trouble.textContent = message;
    trouble.hidden = !message;
}

function showExamples(examples) {
    const buttons = examples.map((example) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-label", `Example: ${example.label}`);
        button.append(imageOf(example.pixels));
        button.addEventListener("click", () => {
            endStroke();
            replaceSheet({ strokes: [], example });
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
    });
    element("examples").querySelector("ul").replaceChildren(...buttons);
    element("examples").hidden = buttons.length === 0;
    shownExamples = examples;
}

// Speaks to a screen reader at once, or when the drawing has rested for a moment.
let announcementTimer = 0;

function announce(words) {
    clearTimeout(announcementTimer);
    announcement.textContent = words;
}

function announceLater(words) {
    clearTimeout(announcementTimer);
    if (words) announcementTimer = setTimeout(() => announce(words), 800);
}

// ---- Mouse, pen and finger ----

function fieldPoint(event) {
    const { left, top } = drawing.getBoundingClientRect();
    const scale = FIELD / drawing.clientWidth;
    return [(event.clientX - left - drawing.clientLeft) * scale, (event.clientY - top - drawing.clientTop) * scale];
}

drawing.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    drawing.focus({ preventScroll: true });
    drawing.setPointerCapture(event.pointerId);
    penShown = false;
    drawing.classList.add("pointed");
    beginStroke(fieldPoint(event), event.pointerId);
});
drawing.addEventListener("pointermove", (event) => {
    if (drawnBy !== event.pointerId) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of events.length > 0 ? events : [event]) continueStroke(fieldPoint(each));
});
for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    drawing.addEventListener(name, (event) => {
        if (drawnBy === event.pointerId) endStroke();
    });
}

// ---- Keyboard ----

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const held = new Set();   // arrow keys that are down: two at once move the pen aslant

function showPen() {
    penShown = true;
    drawing.classList.remove("pointed");
}

function movePen(step) {
    for (const key of held) pen = [0, 1].map((axis) => clampToField(pen[axis] + step * ARROWS[key][axis]));
    showPen();
    if (drawnBy === KEYBOARD) continueStroke(pen); else refresh();
}

function togglePen() {
    showPen();
    if (drawnBy === KEYBOARD) endStroke(); else beginStroke(pen, KEYBOARD);
    announce(drawnBy === KEYBOARD ? "Pen down." : "Pen lifted.");
}

drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
        held.add(event.key);
        movePen(event.shiftKey ? 0.25 : 1);
    } else if (event.key === " ") {
        if (!event.repeat) togglePen();
    } else if (event.key === "u" || event.key === "U") {
        undo();
    } else if (event.key === "r" || event.key === "R") {
        redo();
    } else {
        return;
    }
    event.preventDefault();
});
drawing.addEventListener("keyup", (event) => {
    // While this key is down, macOS does not report that others are released.
    if (event.key === "Meta") held.clear();
    held.delete(event.key);
});
drawing.addEventListener("focus", () => {
    penShown = drawing.matches(":focus-visible");
    refresh();
});
drawing.addEventListener("blur", () => {
    held.clear();
    penShown = false;
    drawing.classList.remove("pointed");
    if (drawnBy === KEYBOARD) endStroke();
    refresh();
});
document.addEventListener("keydown", (event) => {
    const [commands, key] = [event.ctrlKey || event.metaKey, event.key.toLowerCase()];
    if (commands && key === "z" && !event.shiftKey && !event.altKey) undo();
    else if (commands && (key === "y" || key === "z" && event.shiftKey) && !event.altKey) redo();
    else if (["escape", "delete", "backspace"].includes(key) && !commands && !event.altKey) clear();
    else return;
    event.preventDefault();
});

// ---- Buttons, size and colors ----

let shownExamples = null; // until the server has sent them

element("undo").addEventListener("click", undo);
element("redo").addEventListener("click", redo);
element("clear").addEventListener("click", clear);
element("right").addEventListener("click", () => judge(answerOf(explained)));
element("forget").addEventListener("click", () => {
    kept = [];
    showVerdict();
    showKept();
    drawing.focus();
});
new ResizeObserver(refresh).observe(drawing);
addEventListener("resize", refresh);    // zooming changes the number of device pixels
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (shownExamples) showExamples(shownExamples);
    changed();
});

document.addEventListener("visibilitychange", check);
setInterval(check, 5000);
showAnswer(null);
check();
