import Foundation
import TestSupport
import Testing

private let hasGzip = (try? shell("command -v gzip && command -v gunzip").status) == 0

private func shell(_ command: String, in folder: URL? = nil) throws -> ProgramResult {
    try Program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", command], directory: folder)
}

/// `Data/download.sh`, run with mirrors that are folders here and small files that stand in for MNIST's.
@Suite(.enabled(if: checksumTool != nil && hasGzip, "gzip or a program for SHA-256 is not installed"))
struct DownloadTests {
    static let script = PackageFiles.root.appendingPathComponent("Data/download.sh")
    static let names = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ]

    /// A temporary folder with a good mirror, the checksums of what it has, and a place for what is fetched.
    struct Place {
        let root: URL
        var target: URL { root.appendingPathComponent("mnist") }
        var mirror: URL { root.appendingPathComponent("mirror") }
        var address: String { "file://\(mirror.path)" }

        /// Calls a function with one.
        static func with(_ body: (Place) throws -> Void) throws {
            try TemporaryFolder.with { root in
                let place = Place(root: root)
                try place.makeMirror("mirror")
                let sums = try names.map { "\(try sha256(place.mirror.appendingPathComponent($0)))  \($0)\n" }.joined()
                try Data(sums.utf8).write(to: root.appendingPathComponent("sums"))
                try body(place)
            }
        }

        /// What the file of a name should hold: enough for a part of it, packed, to be a proper part.
        func contents(_ name: String) -> Data {
            Data((0..<500).map { "\(name) \($0 * $0)\n" }.joined().utf8)
        }

        func makeMirror(_ name: String) throws {
            let folder = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for name in names { try contents(name).write(to: folder.appendingPathComponent(name)) }
            #expect(try shell("for name in *; do gzip -c $name > $name.gz; done", in: folder).status == 0)
        }

        /// Puts a shell script in the place of curl, so that no test needs a network: `$url` is what it should fetch,
        /// `$file` where to, `$start` is `-` when it should go on from what is there, and `$good` a file to fetch.
        func replaceCurl(_ script: String) throws {
            let bin = root.appendingPathComponent("bin")
            try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
            let text = """
                #!/bin/sh
                start=
                while [ $# -gt 1 ]; do
                    case $1 in
                    --output) file=$2 ;;
                    --continue-at) start=$2 ;;
                    esac
                    shift
                done
                url=$1
                good="\(mirror.path)/${url##*/}"
                echo "$url $start" >> "\(root.path)/requests"
                \(script)
                """
            // Between two requests the script sleeps; a test need not.
            for (name, text) in [("curl", text), ("sleep", "#!/bin/sh\n")] {
                let program = bin.appendingPathComponent(name)
                try Data(text.utf8).write(to: program)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
            }
        }

        var requests: [String] {
            let text = try? String(contentsOf: root.appendingPathComponent("requests"), encoding: .utf8)
            return text?.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        }

        func environment(_ mirrors: [String]) -> [String: String] {
            [
                "MNIST_DIR": target.path, "MNIST_MIRROR": mirrors.joined(separator: " "), "MNIST_MIRROR_ONLY": "1",
                "MNIST_SUMS": root.appendingPathComponent("sums").path,
                "PATH": root.appendingPathComponent("bin").path + ":"
                    + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            ]
        }

        func download(_ mirrors: String...) throws -> ProgramResult {
            try Program.run(URL(fileURLWithPath: "/bin/sh"), [script.path], environment: environment(mirrors))
        }

        /// The names of all that is in the target, hidden files too.
        var files: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? []).sorted()
        }

        /// Whether the target has the four files, right, and nothing else.
        var isWhole: Bool {
            files == names.sorted()
                && names.allSatisfy { (try? Data(contentsOf: target.appendingPathComponent($0))) == contents($0) }
        }

        func told(from mirror: String) -> String {
            names.map { "\($0) is fetched from \(mirror)\n" }.joined() + "The whole of MNIST is in \(target.path).\n"
        }
    }

    private static func message(_ address: String, _ reason: String) -> String {
        "\(address)/train-images-idx3-ubyte.gz: \(reason)\n"
    }
    private static let conclusion =
        "train-images-idx3-ubyte could not be fetched; try again later, or name another mirror in MNIST_MIRROR\n"

    @Test func goodFilesAreFetchedOnce() throws {
        try Place.with { place in
            let first = try place.download(place.address + "/")
            #expect(first.status == 0)
            #expect(first.output == place.told(from: place.address))
            #expect(first.errors == "")
            #expect(place.isWhole)

            // Without any mirror, because none is needed.
            let second = try place.download("file:///none")
            #expect(second.status == 0)
            #expect(
                second.output == Self.names.map { "\($0) is there already\n" }.joined()
                    + "The whole of MNIST is in \(place.target.path).\n")
            #expect(second.errors == "")
            #expect(place.isWhole)
        }
    }

    @Test func aFolderMayHaveASpaceInItsName() throws {
        try Place.with { place in
            try place.makeMirror("a mirror")
            let result = try place.download("file://localhost\(place.root.path)/a%20mirror")
            #expect(result.status == 0)
            #expect(place.isWhole)
        }
    }

    @Test func aTruncatedFileIsRefused() throws {
        try Place.with { place in
            let file = place.mirror.appendingPathComponent("train-images-idx3-ubyte.gz")
            let whole = try Data(contentsOf: file)
            for size in [0, 5, whole.count / 2, whole.count - 1] {
                try whole.prefix(size).write(to: file)
                let result = try place.download(place.address)
                #expect(result.status == 1)
                #expect(result.output == "")
                // The rest of the line is gunzip's own words, if it complains: some make nothing of nothing.
                let isRefused = ["it can't be unpacked: ", "it is another file, "].contains {
                    result.errors.hasPrefix(Self.message(place.address, $0).dropLast())
                }
                #expect(isRefused, "\(result.errors)")
                #expect(result.errors.hasSuffix("\n" + Self.conclusion))
                #expect(result.errors.split(separator: "\n").count == 2)
                #expect(place.files == [])
            }
        }
    }

    @Test func aCorruptedFileIsRefused() throws {
        try Place.with { place in
            let file = place.mirror.appendingPathComponent("train-images-idx3-ubyte")
            try (place.contents("train-images-idx3-ubyte").dropLast() + [0]).write(to: file)
            #expect(try shell("gzip -c \(file.path) > \(file.path).gz").status == 0)
            let result = try place.download(place.address)
            #expect(result.status == 1)
            #expect(
                result.errors == Self.message(place.address, "it is another file, with the SHA-256 \(try sha256(file))")
                    + Self.conclusion)
            #expect(place.files == [])
        }
    }

    @Test func aMissingFileIsTold() throws {
        try Place.with { place in
            try FileManager.default.removeItem(at: place.mirror.appendingPathComponent("t10k-images-idx3-ubyte.gz"))
            let result = try place.download(place.address)
            #expect(result.status == 1)
            #expect(
                result.errors
                    == "\(place.address)/t10k-images-idx3-ubyte.gz: there is no such file\n"
                    + "t10k-images-idx3-ubyte could not be fetched; try again later, or name another mirror in "
                    + "MNIST_MIRROR\n")
            // What came before it is whole and stays.
            #expect(place.files == ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
        }
    }

    @Test func aWrongFileIsReplacedAndARightOneKept() throws {
        try Place.with { place in
            #expect(try place.download(place.address).status == 0)
            let wrong = place.target.appendingPathComponent("train-labels-idx1-ubyte")
            try Data("wrong".utf8).write(to: wrong)

            // It is kept until there is something better.
            #expect(try place.download("file:///none").status == 1)
            #expect(try Data(contentsOf: wrong) == Data("wrong".utf8))
            #expect(place.files == Self.names.sorted())

            let result = try place.download(place.address)
            #expect(result.status == 0)
            #expect(result.errors == "")
            #expect(
                result.output == """
                    train-images-idx3-ubyte is there already
                    train-labels-idx1-ubyte is there, but its contents are not those of MNIST; it will be replaced
                    train-labels-idx1-ubyte is fetched from \(place.address)
                    t10k-images-idx3-ubyte is there already
                    t10k-labels-idx1-ubyte is there already
                    The whole of MNIST is in \(place.target.path).

                    """)
            #expect(place.isWhole)
        }
    }

    @Test func aFolderInPlaceOfAFileIsReported() throws {
        try Place.with { place in
            let folder = place.target.appendingPathComponent("train-images-idx3-ubyte")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let result = try place.download(place.address)
            #expect(result.status == 1)
            #expect(result.errors == "\(folder.path) is not a file; move it away\n")
            #expect(place.files == ["train-images-idx3-ubyte"])
        }
    }

    @Test func theNextMirrorIsTriedAndKept() throws {
        try Place.with { place in
            let result = try place.download("file:///none", "elsewhere", place.address)
            #expect(result.status == 0)
            #expect(result.output == place.told(from: place.address))
            // Only once each: the good mirror comes first from then on.
            #expect(
                result.errors == Self.message("file:///none", "there is no such file")
                    + Self.message("elsewhere", "an address begins with http://, https:// or file://"))
            #expect(place.isWhole)
        }
    }

    @Test func withoutAMirrorThereIsNothingToFetchFrom() throws {
        try Place.with { place in
            let result = try place.download()
            #expect(result.status == 1)
            #expect(result.errors == "There is no mirror to fetch from\n")
        }
    }

    @Test func aBrokenDownloadIsResumed() throws {
        try Place.with { place in
            // The first request brings half, the second fails without any, the third brings the rest.
            try place.replaceCurl(
                """
                case $start,$(grep -c "$url" "\(place.root.path)/requests") in
                ,1) head -c 500 "$good" > "$file"; echo "curl: (18) transfer closed" >&2; exit 18 ;;
                -,2) echo "curl: (56) reset" >&2; exit 56 ;;
                -,3) tail -c +501 "$good" >> "$file" ;;
                *) exit 99 ;;
                esac
                """)
            let result = try place.download("http://mirror.invalid")
            #expect(result.status == 0)
            #expect(result.output == place.told(from: "http://mirror.invalid"))
            #expect(result.errors == "")
            #expect(place.isWhole)
        }
    }

    @Test func aMirrorThatCannotResumeIsAskedForAll() throws {
        try Place.with { place in
            try place.replaceCurl(
                """
                case $start,$(grep -c "$url" "\(place.root.path)/requests") in
                ,1) head -c 500 "$good" > "$file"; exit 18 ;;
                -,2) exit 33 ;;
                ,3) cat "$good" > "$file" ;;
                *) exit 99 ;;
                esac
                """)
            #expect(try place.download("http://mirror.invalid").status == 0)
            #expect(place.isWhole)
        }
    }

    @Test func aMirrorThatRefusesIsAskedOnceAndOneThatBreaksOffThreeTimes() throws {
        try Place.with { place in
            try place.replaceCurl(
                """
                case $url in
                */refuses/*) echo "curl: (22) The requested URL returned error: 404" >&2; exit 22 ;;
                *) echo half > "$file"; echo "curl: (28) Operation too slow" >&2; exit 28 ;;
                esac
                """)
            let result = try place.download("http://mirror.invalid/refuses", "https://mirror.invalid/breaks")
            #expect(result.status == 1)
            #expect(
                result.errors
                    == Self.message(
                        "http://mirror.invalid/refuses", "curl: (22) The requested URL returned error: 404")
                    + Self.message("https://mirror.invalid/breaks", "curl: (28) Operation too slow") + Self.conclusion)
            #expect(
                place.requests == [
                    "http://mirror.invalid/refuses/train-images-idx3-ubyte.gz",
                    "https://mirror.invalid/breaks/train-images-idx3-ubyte.gz",
                    "https://mirror.invalid/breaks/train-images-idx3-ubyte.gz -",
                    "https://mirror.invalid/breaks/train-images-idx3-ubyte.gz -",
                ])
            #expect(place.files == [])
        }
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
    func anInterruptedDownloadLeavesNothing(signal: Int32) throws {
        try Place.with { place in
            try place.replaceCurl("head -c 500 \"$good\" > \"$file\"; exec /bin/sleep 60")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [Self.script.path]
            process.environment = ProcessInfo.processInfo.environment
                .merging(place.environment(["http://mirror.invalid"])) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            while process.isRunning && !place.files.contains(where: { $0.hasSuffix(".gz") }) { usleep(10_000) }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
            #expect(place.files == [])
        }
    }

    @Test func theChecksumsAreThoseOfTheReadme() throws {
        let script = try String(contentsOf: Self.script, encoding: .utf8)
        let readme = try String(
            contentsOf: PackageFiles.root.appendingPathComponent("Data/README.md"), encoding: .utf8)
        let lines = script.matches(of: /(?m)^([0-9a-f]{64})  (\S+)$/)
        #expect(lines.map { String($0.2) } == Self.names)
        for line in lines {
            #expect(readme.contains(try Regex("\\| `\(line.2)` \\| [0-9,]+ \\| `\(line.1)` \\|\n")))
        }
    }
}
