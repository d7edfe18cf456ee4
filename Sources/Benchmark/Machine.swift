import Foundation

/// The machine that the benchmark runs on.
enum Machine {
    /// What the results depend on, by name.
    static func facts() -> [(String, String)] {
        let process = ProcessInfo.processInfo
        return [
            ("processor", "\(processor ?? "unknown"), \(process.activeProcessorCount) cores"),
            ("cores used", "by Sequential all, by the rest of this course one"),
            ("vector instructions", "\(vectors(in: features).joined(separator: ", ")); \(build)"),
            ("system", process.operatingSystemVersionString),
            ("date", Date().formatted(.iso8601.year().month().day())),
        ]
    }

    /// What the computing modules are compiled for: what Package.swift says, because a program can't ask.
    private static var build: String {
        #if arch(x86_64)
            "this course is compiled for x86-64-v3 (AVX2, FMA) where the processor has them"
        #else
            "this course is compiled for every processor of this architecture"
        #endif
    }

    /// The vector instructions that a processor has, from the words by which a system tells its features: those that
    /// matter to this course or to a peer, the widest last.
    static func vectors(in features: String) -> [String] {
        let words = Set(features.lowercased().split(whereSeparator: \.isWhitespace))
        // Each as Linux calls it, and as macOS does.
        let names: [(name: String, words: Set<Substring>)] = [
            ("NEON", ["asimd", "neon", "advsimd"]), ("SVE", ["sve"]), ("SSE2", ["sse2"]),
            ("SSE4.2", ["sse4_2", "sse4.2"]), ("FMA", ["fma"]), ("AVX", ["avx", "avx1.0"]),
            ("AVX2", ["avx2"]), ("AVX-512", ["avx512f"]),
        ]
        let found = names.filter { !$0.words.isDisjoint(with: words) }.map(\.name)
        return found.isEmpty ? ["unknown"] : found
    }

    private static var processor: String? {
        #if canImport(Darwin)
            systemText("machdep.cpu.brand_string")
        #else
            processorFact("model name")
        #endif
    }

    private static var features: String {
        #if canImport(Darwin) && arch(arm64)
            // macOS has no list of them there; every such processor has these.
            "neon"
        #elseif canImport(Darwin)
            ["machdep.cpu.features", "machdep.cpu.leaf7_features"].compactMap(systemText).joined(separator: " ")
        #elseif arch(x86_64)
            processorFact("flags") ?? ""
        #else
            processorFact("Features") ?? ""
        #endif
    }

    #if canImport(Darwin)
        private static func systemText(_ name: String) -> String? {
            var size = 0
            sysctlbyname(name, nil, &size, nil, 0)
            var text = [UInt8](repeating: 0, count: size)
            guard sysctlbyname(name, &text, &size, nil, 0) == 0 else { return nil }
            return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    #else
        /// What Linux tells of its first processor.
        private static func processorFact(_ name: String) -> String? {
            let facts = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
            let line = facts?.split(separator: "\n").first { line in
                line.prefix { $0 != ":" }.trimmingCharacters(in: .whitespaces) == name
            }
            return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
        }
    #endif
}
