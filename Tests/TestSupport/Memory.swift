import Foundation

/// The most memory that this process has had so far, in bytes.
public func peakMemory() -> Int {
    #if os(Linux)
        // What `getrusage` says of a process includes the one that started it.
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return status.firstMatch(of: /VmHWM:\s*([0-9]+) kB/).flatMap { Int($0.1) }.map { $0 * 1024 } ?? .max
    #else
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
    #endif
}
