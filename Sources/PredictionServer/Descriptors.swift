import Foundation

/// How many files and sockets the system lets this process have open.
enum Descriptors {
    /// What the rest of a program may need: its files, its pipes, a library's.
    static let reserve = 64

    /// More than any system gives a process.
    static let most = 1 << 20

    /// Asks the system for so many, beside the reserve, if it allows fewer by now. On macOS a process begins with 256.
    ///
    /// - Returns: How many of them there may be.
    static func make(_ count: Int) -> Int {
        let count = min(count, most)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return count }
        let wanted = rlim_t(count + reserve)
        if limit.rlim_cur < wanted {
            let before = limit
            limit.rlim_cur = min(wanted, limit.rlim_max)
            #if canImport(Darwin)
                // It says that there is no limit, and takes no higher one than this.
                limit.rlim_cur = min(limit.rlim_cur, rlim_t(OPEN_MAX))
            #endif
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
