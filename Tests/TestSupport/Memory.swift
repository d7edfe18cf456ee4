import Foundation

/// The most memory that this process has had so far, in bytes.
///
/// - Throws: a `CocoaError` if the system doesn't tell.
public func peakMemory() throws -> Int {
    #if os(Linux)
        // What `getrusage` says of a process includes the one that started it.
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.firstMatch(of: /VmHWM:\s*([0-9]+) kB/), let kilobytes = Int(line.1) else {
            throw CocoaError(.featureUnsupported)
        }
        return kilobytes * 1024
    #else
        var usage = rusage()
        guard getrusage(RUSAGE_SELF, &usage) == 0 else { throw CocoaError(.featureUnsupported) }
        return usage.ru_maxrss
    #endif
}
