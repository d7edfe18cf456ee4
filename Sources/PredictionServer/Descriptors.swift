import Foundation

/// How many files and sockets the system lets this process have open.
enum Descriptors {
    /// What the rest of a program may need: its files, its pipes, a library's.
    static let reserve = 64

    #if canImport(Darwin)
        /// More than this it does not always give, and `poll` does not take.
        static let most = Int(OPEN_MAX)
    #else
        /// More than anybody needs.
        static let most = 1 << 20
    #endif

    /// Asks the system for so many, beside the reserve, if it allows fewer by now. On macOS a process begins with 256.
    ///
    /// - Returns: How many of them there may be.
    static func make(_ count: Int) -> Int {
        let count = min(count, most - reserve)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return count }
        let wanted = rlim_t(count + reserve)
        if limit.rlim_cur < wanted {
            let before = limit
            limit.rlim_cur = min(wanted, limit.rlim_max)
            if setrlimit(resource, &limit) != 0 { limit = before }
        }
        return min(count, Int(clamping: limit.rlim_cur) - reserve)
    }

    #if canImport(Glibc)
        static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        static let resource = RLIMIT_NOFILE
    #endif
}
