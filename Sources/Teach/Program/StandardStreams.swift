import Foundation

/// Where a lesson's text goes.
enum StandardOutput {
    /// Writes text at once, so that it stands before what a lesson computes next.
    @MainActor
    static func write(_ text: String) {
        do {
            // What a reader's own `print` in a lesson left in its buffer comes first.
            guard fflush(nil) == 0 else { throw CocoaError(.fileWriteUnknown) }
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            Lesson.stop("what is told can't be written: \(error.localizedDescription)", status: .internalError)
        }
    }
}

/// Where errors and remarks on a run go.
enum StandardError {
    /// Writes a line. When even that fails, there is nobody left to tell.
    static func write(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}
