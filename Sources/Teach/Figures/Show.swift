import Foundation
import Numerics

// What a lesson calls. Each call ends a cell: it prints the text and code up to itself, and then its result.

/// Shows one value, or several as a tuple, the way Python prints them.
///
///     show(weights.shape, input.shape)     // ((90, 784), (784, 1))
///
/// - Parameters:
///   - values: What to show, in this order.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func show(_ values: any NumPyPrintable..., file: String = #filePath, line: Int = #line) {
    Notebook.show(Shown(shown: values), file: file, line: line)
}

/// Draws numbers over numbers, joined by a line: `plt.plot(x, y)`.
///
/// - Parameters:
///   - x: The points' places from left to right.
///   - y: Their heights; as many. A NaN or an infinity leaves a gap.
///   - title: What stands above the axes; nothing without it.
///   - xLabel: What `x` is, in words; nothing without it.
///   - yLabel: What `y` is, in words; nothing without it.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func plot(
    _ x: [Double], _ y: [Double], title: String = "", xLabel: String = "", yLabel: String = "",
    file: String = #filePath, line: Int = #line
) {
    plot(Series("", x, y), title: title, xLabel: xLabel, yLabel: yLabel, file: file, line: line)
}

/// Draws series over the same axes, with a legend of their names.
///
/// - Parameters:
///   - series: The series, one to six.
///   - title: What stands above the axes; nothing without it.
///   - xLabel: What `x` is, in words; nothing without it.
///   - yLabel: What `y` is, in words; nothing without it.
///   - xScale: How the axis from left to right is divided.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func plot(
    _ series: Series..., title: String = "", xLabel: String = "", yLabel: String = "", xScale: Scale = .linear,
    file: String = #filePath, line: Int = #line
) {
    plot(series, title: title, xLabel: xLabel, yLabel: yLabel, xScale: xScale, file: file, line: line)
}

/// Draws an array of series over the same axes, with a legend of their names.
///
/// - Parameters:
///   - series: The series, one to six.
///   - title: What stands above the axes; nothing without it.
///   - xLabel: What `x` is, in words; nothing without it.
///   - yLabel: What `y` is, in words; nothing without it.
///   - xScale: How the axis from left to right is divided.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func plot(
    _ series: [Series], title: String = "", xLabel: String = "", yLabel: String = "", xScale: Scale = .linear,
    file: String = #filePath, line: Int = #line
) {
    Notebook.show(
        Plot(series: series, title: title, xLabel: xLabel, yLabel: yLabel, xScale: xScale), file: file, line: line)
}

/// Draws a matrix as a picture, its largest elements darkest: `plt.imshow(matrix, cmap="Blues")`.
///
/// - Parameters:
///   - matrix: An element for each pixel, rows × columns.
///   - title: What stands above the picture; nothing without it.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func image(_ matrix: Matrix, title: String = "", file: String = #filePath, line: Int = #line) {
    Notebook.show(Image(matrix: matrix, title: title), file: file, line: line)
}

/// Draws several matrices as small pictures side by side.
///
/// - Parameters:
///   - pictures: For each picture a title, and a matrix with an element for each pixel.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func gallery(_ pictures: [(title: String, matrix: Matrix)], file: String = #filePath, line: Int = #line) {
    Notebook.show(
        Gallery(pictures: pictures.map { Image(matrix: $0.matrix, title: $0.title) }), file: file, line: line)
}

/// Counts how many elements lie in each of several ranges of equal width: `plt.hist`.
///
/// - Parameters:
///   - matrix: The elements to count, in any shape.
///   - bins: How many ranges there are between the smallest and the largest element, at least 1.
///   - title: What stands above the bars; nothing without it.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func histogram(
    _ matrix: Matrix, bins: Int = 10, title: String = "", file: String = #filePath, line: Int = #line
) {
    guard bins > 0 else { fatalError("A histogram can't have \(bins) bins") }
    Notebook.show(Histogram(numbers: matrix.elements, binCount: bins, title: title), file: file, line: line)
}

/// Prints columns side by side.
///
/// - Parameters:
///   - columns: The columns from left to right. One that is shorter than others ends early.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func table(_ columns: Column..., file: String = #filePath, line: Int = #line) {
    table(columns, file: file, line: line)
}

/// Prints an array of columns side by side.
///
/// - Parameters:
///   - columns: The columns from left to right. One that is shorter than others ends early.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func table(_ columns: [Column], file: String = #filePath, line: Int = #line) {
    Notebook.show(Table(columns: columns), file: file, line: line)
}

/// Shows what a lesson adds to the course's table of results, which `Lessons/README.md` holds whole.
///
/// - Parameters:
///   - added: For each row what was tried, and what came of it.
///   - file: Where the call stands; it isn't given.
///   - line: The same.
@MainActor
public func results(_ added: (tried: String, outcome: String)..., file: String = #filePath, line: Int = #line) {
    let number = lessonNumber(URL(fileURLWithPath: file).deletingLastPathComponent().lastPathComponent) ?? 0
    let rows = Table(columns: [
        Column("lesson", added.map { _ in number }), Column("what was tried", added.map(\.tried)),
        Column("what came out", added.map(\.outcome)),
    ])
    Notebook.show(rows, file: file, line: line)
}

/// Values that print as Python prints them.
private struct Shown: Content {
    let shown: [any NumPyPrintable]

    func lines(_ style: Style) -> [String] {
        numPyTuple(shown).lines
    }

    var values: [Value] {
        shown.map { value in
            switch value {
            case let matrix as Matrix: Value(shape: [matrix.rows, matrix.columns], numbers: matrix.elements)
            case let numbers as [Double]: Value(shape: [numbers.count], numbers: numbers)
            case let numbers as [Int]: Value(shape: [numbers.count], numbers: numbers.map(Double.init))
            case let number as Double: Value(numbers: [number])
            case let number as Int: Value(numbers: [Double(number)])
            case let shape as Shape: Value(shape: shape.lengths)
            default: Value(words: [value.numPyDescription])
            }
        }
    }
}
