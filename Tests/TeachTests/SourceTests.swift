import Testing

@testable import Teach

@Suite("A lesson's source, cut into cells")
struct SourceTests {
    /// What the blocks are, in short: prose and code with its number, lines joined by a slash.
    private func summary(_ blocks: [(block: Block, end: Int)]) -> [String] {
        blocks.map { block, _ in
            switch block {
            case .prose(let lines): "prose: " + lines.joined(separator: " / ")
            case .code(let number, let lines): "\(number): " + lines.joined(separator: " / ")
            case .result: "result"
            }
        }
    }

    @Test("Set-up above the first prose isn't rendered; a call ends its cell")
    func cells() {
        var source = Source(
            "import Teach\nsetUp()\n\n//: # Title\n//:\n//: Text.\n\nlet a = 1\nshow(a)\n\nlet b = 2\nshow(b)\n//: End."
        )
        #expect(summary(source.advance(to: 9)) == ["prose: # Title /  / Text.", "1: let a = 1 / show(a)"])
        #expect(summary(source.advance(to: 12)) == ["2: let b = 2 / show(b)"])
        let rest = source.rest()
        #expect(summary(rest) == ["prose: End."] && rest.map(\.end) == [13])
        #expect(source.rest().isEmpty)
    }

    @Test("A statement is rendered whole, wherever in it the call stands")
    func statements() {
        var source = Source(
            """
            //: Loop.
            for i in 0..<3 {
                show(i)

                show(i * 2)
            }
            show(
                1,
                2
            )
            show([
                1
            ]
                .count)
            let rest = 1
            """)
        #expect(
            summary(source.advance(to: 3)) == [
                "prose: Loop.", "1: for i in 0..<3 { /     show(i) /  /     show(i * 2) / }",
            ])
        #expect(source.advance(to: 5).isEmpty)
        #expect(source.advance(to: 3).isEmpty)
        #expect(summary(source.advance(to: 7)) == ["2: show( /     1, /     2 / )"])
        #expect(summary(source.advance(to: 11)) == ["3: show([ /     1 / ] /     .count)"])
        #expect(summary(source.rest()) == ["4: let rest = 1"])
    }

    @Test("Code between two pieces of prose is a cell without a result")
    func silentCells() {
        var source = Source("//: One.\nlet a = 1\n\n//: Two.\n\n\nlet b = 2\n\n\nlet c = 3\nshow(c)\n")
        #expect(
            summary(source.advance(to: 11))
                == ["prose: One.", "1: let a = 1", "prose: Two.", "2: let b = 2 /  /  / let c = 3 / show(c)"])
        #expect(source.rest().isEmpty)
    }

    @Test(
        "A source without prose renders nothing, and neither does a line that isn't there",
        arguments: ["", "let a = 1", "\n\n"])
    func noProse(text: String) {
        var source = Source(text)
        #expect(source.advance(to: 1).isEmpty && source.advance(to: 99).isEmpty && source.rest().isEmpty)
    }

    @Test("Prose loses one space after its mark and keeps the others")
    func indentation() {
        var source = Source("//:     x = 1\n//:no space\n//:")
        #expect(summary(source.rest()) == ["prose:     x = 1 / no space / "])
    }

    @Test("Lines end as the compiler ends them", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) {
        // A line separator is part of its line.
        let lines = ["import Teach", "//: Pro\u{2028}se.", "let a = 1", "show(a)", "//: End.", ""]
        var source = Source(lines.joined(separator: end))
        #expect(source.holds("show", at: 4) && !source.holds("show", at: 3) && !source.holds("sho", at: 4))
        #expect(!source.holds("show", at: 0) && !source.holds("show", at: 99))
        #expect(summary(source.advance(to: 4)) == ["prose: Pro\u{2028}se.", "1: let a = 1 / show(a)"])
        #expect(summary(source.rest()) == ["prose: End."])
    }
}
