import Foundation
import TestSupport
import Testing

@testable import Teach

@Suite("The pages of the book")
struct BookTests {
    @Test("A lesson's figures can be parsed, have words, and stay in their boxes", arguments: Course.lessons)
    func figures(lesson: String) throws {
        let files = try LessonRun(lesson).page()
        let figures = files.filter { $0.key.hasSuffix(".svg") }
        let page = try #require(files["\(lesson).md"])
        let drawn = page.matches(of: /!\[((?:[^\]\\]|\\.)+)\]\((\S+)\)/)
        #expect(figures.count == 2 * drawn.count)
        for image in drawn {
            for name in ["\(image.2).svg", "\(image.2)~dark.svg"] {
                let figure = try Figure(#require(figures[name]))
                #expect(figure.outside.isEmpty, "\(name)")
                #expect(figure.text(of: "desc").count > 20)
                #expect(image.1.replacing("\\", with: "").hasSuffix(figure.text(of: "desc")))
            }
        }
        // No figure is left in characters.
        #expect(!page.contains(/(?m)^ +\+-{10}/))
    }

    @Test("A figure holds as many points as the plot", arguments: ["lesson-02-sigmoid", "lesson-06-learning-rate"])
    func points(lesson: String) throws {
        for block in try LessonRun(lesson).blocks {
            guard let drawing = block.drawing, let values = block.values, values.count.isMultiple(of: 2) else {
                continue
            }
            for (number, y) in values.enumerated().filter({ $0.offset % 2 == 1 }) {
                let looks = ["line s\(number / 2)", "mark s\(number / 2) alone"]
                let paths = drawing.elements.filter { path in looks.contains { path.contains("class=\"\($0)\"") } }
                #expect(paths.map { Figure.points($0).count }.max() == y.numbers.count)
            }
        }
    }

    @Test("Predictions are boxes that hold the whole question", arguments: Course.lessons)
    func boxes(lesson: String) throws {
        let page = try #require(try LessonRun(lesson).page()["\(lesson).md"])
        let transcript = try LessonRun(lesson).markdown
        let boxes = page.matches(of: /(?m)^> Before you read on: (?:.*\n)(?:> .*\n)*$/)
        #expect(boxes.count == transcript.matches(of: /\*\*Before\s+you\s+read\s+on:\*\*/).count && !boxes.isEmpty)
        #expect(!page.contains(/\*\*Before\s/))
    }
}
