import Dispatch
import Foundation
import Numerics
import Synchronization
import Testing

@testable import HTTPServer
@testable import PredictionService

@Suite("Turns of large requests")
struct TurnTests {
    private static let turns = max(2, ProcessInfo.processInfo.activeProcessorCount)

    /// A request with zeros, a thousand in an image.
    private static func request(images: Int) -> Request {
        let image = "[" + Array(repeating: "0", count: 1000).joined(separator: ",") + "]"
        let text = "{\"input\":[" + Array(repeating: image, count: images).joined(separator: ",") + "]}"
        return Request(method: "POST", path: "/predict", body: Array(text.utf8))
    }

    @Test("As many large requests as there are turns are answered at a time, and small ones beside them")
    func turns() throws {
        let entered = Atomic(0)
        let (leave, ended) = (DispatchSemaphore(value: 0), DispatchGroup())
        let service = PredictionService(inputCount: 1000) { pixels in
            if pixels.rows > 1 {
                entered.add(1, ordering: .relaxed)
                leave.wait()
            }
            return Matrix(pixels.rows, 1, repeating: 1)
        }
        let large = Self.request(images: 9)
        let statuses = Mutex<[Int]>([])
        #expect(large.body.count > 16_384)
        for _ in 0...Self.turns {
            ended.enter()
            Thread.detachNewThread {
                let status = (try? service.answer(large))?.status ?? 0
                statuses.withLock { $0.append(status) }
                ended.leave()
            }
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while entered.load(ordering: .relaxed) < Self.turns, .now < deadline { usleep(1000) }
        #expect(try service.answer(Self.request(images: 1)).status == 200)
        usleep(200_000)
        #expect(entered.load(ordering: .relaxed) == Self.turns)
        // Whoever has its turn now hands it on.
        for _ in 0...Self.turns { leave.signal() }
        #expect(ended.wait(timeout: .now() + 20) == .success)
        #expect(statuses.withLock { $0 } == Array(repeating: 200, count: Self.turns + 1))
    }
}
