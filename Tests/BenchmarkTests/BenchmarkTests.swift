import Foundation
import TestSupport
import Testing

@testable import benchmark

@Suite("The benchmark")
struct BenchmarkTests {
    // TestSupport has a Course of its own.
    typealias Fit = benchmark.Course.Fit

    @Test("--help says what it does, and ends with 0")
    func help() throws {
        let result = try Program.run("benchmark", ["--help"])
        #expect(result.status == 0 && result.errors.isEmpty)
        for words in [
            "--runs RUNS", "default 3", "train", "fit JOB", "recipe JOB", "read FILE", "PYTHON", "Benchmarks.md",
        ] {
            #expect(result.output.contains(words), "\(words)")
        }
    }

    @Test(
        "A wrong word ends it with 64 and a usage line",
        arguments: [
            ["--no-such-flag"], ["word"], [""], ["--runs"], ["--runs", "0"], ["--runs=101"], ["--runs", "2", "3"],
            ["read"], ["compute", "word"], ["serve"], ["serve", "script"], ["train", "word"], ["fit"], ["fit", "word"],
            ["fit", "sgd", "adam"], ["recipe"], ["recipe", "sgd"], ["--help", "word"],
        ])
    func usage(arguments: [String]) throws {
        let result = try Program.run("benchmark", arguments)
        #expect(result.status == 64 && !result.wasKilled && result.output.isEmpty)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("benchmark: ") && lines[1].hasPrefix("Usage: benchmark ["))
    }

    @Test("--runs takes its number in both forms")
    func runs() throws {
        #expect(try Invocation([]) == .compare(runs: 3))
        #expect(try Invocation(["--runs", "3"]) == .compare(runs: 3))
        #expect(try Invocation(["--runs=100"]) == .compare(runs: 100))
    }

    @Test("fit takes the jobs that the scripts of Keras and JAX take", arguments: ["train_keras.py", "train_jax.py"])
    func fits(script: String) throws {
        #expect(Fit.allCases.map(\.rawValue) == ["sgd", "rmsprop", "adam"])
        for job in Fit.allCases { #expect(try Invocation(["fit", job.rawValue]) == .fit(job)) }
        let script = PackageFiles.root.appendingPathComponent("Sources/Benchmark/peers/\(script)")
        let text = try String(contentsOf: script, encoding: .utf8)
        #expect(text.contains(#"if job not in ("sgd", "rmsprop", "adam"):"#))
        #expect(text.contains(#"BATCH_SIZE = 32 if job == "adam" else 200"#))
        #expect(text.contains("EPOCHS = \(Fit.epochs)\n"))
    }

    @Test("recipe takes the jobs that the script of JAX takes, with the same epochs and rates")
    func recipes() throws {
        typealias Recipe = benchmark.Course.Recipe
        for job in Recipe.allCases { #expect(try Invocation(["recipe", job.rawValue]) == .recipe(job)) }
        let text = try String(
            contentsOf: PackageFiles.root.appendingPathComponent("Sources/Benchmark/peers/train_jax_better.py"),
            encoding: .utf8)
        let epochs = Recipe.allCases.map { "\"\($0)\": \($0.epochs)" }.joined(separator: ", ")
        #expect(text.contains("EPOCHS = {\(epochs)}[job]"))
        #expect(text.contains("TOP = \(Recipe.deformed.top) if job == \"deformed\" else \(Recipe.six.top)\n"))
        #expect(text.contains("COUNT = 55_000\nBATCH_SIZE = \(Recipe.batchSize)\n") && Recipe.digitCount == 55_000)
        for job in Recipe.allCases {
            #expect(job.model.parameterCount == 71_560 && job.title.contains(" \(job.epochs) epochs "))
        }
    }

    @Test(
        "The models have the sizes that their titles tell, with a bias for every node",
        arguments: zip(Fit.allCases, [71_560, 71_560, 25_450]))
    func models(job: Fit, parameterCount: Int) {
        #expect(job.model.parameterCount == parameterCount)
        let sizes: [Int] = [job.model.inputNodes] + job.model.layers.map(\.units)
        let title = sizes.map { String($0) }.joined(separator: "-")
        #expect(job.title.hasPrefix(title + " with "))
        #expect(job.title.hasSuffix(", batch \(job.batchSize)") == (job == .adam))
    }

    @Test(
        "A processor's vector instructions are found among its features",
        arguments: [
            ("fpu sse sse2 fma sse4_1 sse4_2 avx f16c avx2 avx512f avx512vl", "SSE2 SSE4.2 FMA AVX AVX2 AVX-512"),
            ("FPU SSE SSE2 SSE4.1 SSE4.2 AVX1.0 RDWRFSGS AVX2 FMA", "SSE2 SSE4.2 FMA AVX AVX2"),
            ("fpu vme sse sse2 ssse3", "SSE2"), ("fp asimd evtstrm aes crc32", "NEON"), ("", "unknown"),
        ])
    func vectors(features: String, names: String) {
        #expect(Machine.vectors(in: features).joined(separator: " ") == names)
    }

    @Test("The conditions tell processor, cores and vector instructions")
    func facts() {
        let facts = Machine.facts()
        #expect(facts.map(\.0) == ["processor", "cores used", "vector instructions", "system", "date"])
        #if arch(x86_64)
            #expect(facts[2].1.contains("SSE2"))
        #elseif arch(arm64)
            #expect(facts[2].1.contains("NEON"))
        #endif
    }

    @Test("Results are told as their median and range, in a fitting unit")
    func summaries() {
        #expect(Summary([], .seconds) == nil)
        #expect(Summary([6.5, 6.25, 9], .seconds)?.description == "6.50 s (6.25–9.00)")
        #expect(Summary([0.5, 0.7, 0.4, 0.6], .seconds)?.description == "550 ms (400–700)")
        #expect(Summary([0.0123], .seconds)?.description == "12.3 ms")
        #expect(Summary([95_400_000, 95_000_000], .bytes)?.description == "95 MB")
        #expect(Summary([14_249.4, 13_900], .rate)?.description == "14075 a second (13900–14249)")
        #expect(Summary([0.9566, 0.9566], .share)?.description == "0.9566")
        #expect(Summary([1.25, 0.125, 2], .number)?.description == "1.2500 (0.1250–2.0000)")
    }

    @Test("The table shows results and what is missing in aligned columns")
    func table() throws {
        func measured(_ value: Double, _ quantity: Quantity) throws -> Cell {
            .measured(try #require(Summary([value], quantity)))
        }
        let rows = [
            Row(job: "train", course: try measured(0.5, .seconds), peerName: "NumPy", peer: try measured(6, .seconds)),
            Row(job: "memory", course: try measured(9e7, .bytes), peerName: "C", peer: try measured(6e7, .bytes)),
            Row(job: "accuracy", course: try measured(0.957, .share), peerName: "C", peer: try measured(0.957, .share)),
            Row(job: "read", course: .absent("needs a build"), peerName: "pandas", peer: .absent("not installed")),
        ]
        let report = Report(rows: rows, runs: 1, conditions: [("date", "2026-01-01")])
        #expect(
            report.table == """
                | job      | this course   | peer                  | ratio              |
                | -------- | ------------- | --------------------- | ------------------ |
                | train    | 500 ms        | NumPy: 6.00 s         | 12.0 times as fast |
                | memory   | 90 MB         | C: 60 MB              | 1.5 times as large |
                | accuracy | 0.9570        | C: 0.9570             |                    |
                | read     | needs a build | pandas: not installed |                    |
                """)
        #expect(report.markdown.contains(report.table) && report.markdown.contains("\n- date: 2026-01-01\n"))
    }

    @Test("More requests a second are better")
    func rates() throws {
        func measured(_ value: Double) throws -> Cell { .measured(try #require(Summary([value], .rate))) }
        let row = Row(job: "serve", course: try measured(9000), peerName: "Flask", peer: try measured(600))
        #expect(row.ratio == "15.0 times as many")
    }

    @Test("What wrk prints is understood, and failed requests are a failure")
    func wrk() throws {
        let text = """
            Running 4s test @ http://127.0.0.1:8080/predict
              1 threads and 16 connections
              Latency Distribution
                 50%  870.00us
                 75%    1.17ms
                 99%    1.91ms
              57043 requests in 4.00s, 21.16MB read
            %@Requests/sec:  14248.98
            Transfer/sec:      5.29MB

            """
        let report = try WrkReport(text.replacing("%@", with: ""))
        #expect(report.requestsPerSecond == 14248.98)
        #expect(abs(report.latency50 - 0.00087) < 1e-9 && abs(report.latency99 - 0.00191) < 1e-9)
        for line in ["Non-2xx or 3xx responses: 3", "Socket errors: connect 0, read 1, write 0, timeout 0"] {
            #expect(throws: Failure.self) { try WrkReport(text.replacing("%@", with: "  \(line)\n")) }
        }
        #expect(throws: Failure.self) { try WrkReport("") }
    }

    @Test("A program that fails or isn't there costs its own row alone")
    func failures() throws {
        func contestant(_ name: String, _ command: [String]) -> Contestant {
            Contestant(name: name, program: .ready(command))
        }
        let job = Job(
            measures: [.init(key: "work", title: "work", quantity: .seconds)],
            course: contestant("this course", ["echo", #"{"work": 2}"#]),
            peers: [
                contestant("quick", ["echo", #"{"work": 1}"#]), contestant("failing", ["false"]),
                contestant("silent", ["true"]), contestant("missing", ["no-such-program"]),
            ])
        let rows = try job.run(2)
        #expect(rows.map(\.course.text) == Array(repeating: "2.00 s", count: 4))
        #expect(rows.map(\.peer.text) == ["1.00 s", "failed", "failed", "not installed"])
        #expect(rows.map(\.ratio) == ["0.5 times as fast", "", "", ""])
    }

    @Test("On a busy machine two more processes run, and end with the job")
    func load() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("load").path
            let count = ["sh", "-c", #"sleep 0.5; echo "{\"work\": $(wc -l < "$0")}""#, file]
            let job = Job(
                measures: [.init(key: "work", title: "work", quantity: .number)],
                course: Contestant(name: "this course", program: .ready(count)),
                peers: [Contestant(name: "peer", program: .ready(count))],
                load: ["/bin/sh", "-c", #"echo started >> "$0"; exec sleep 60"#, file])
            let start = ContinuousClock.now
            let row = try job.run(1)[0]
            #expect(row.course.text == "2.0000" && row.peer.text == "4.0000")
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test("A child is watched for its output and its memory, and told apart by how it ended")
    func children() throws {
        let child = try Child(["sh", "-c", "echo one; echo two"], until: "two")
        #expect(child.output == "one\ntwo\n" && child.secondsToMark != nil && child.peakMemory > 100_000)
        #expect(throws: ChildError.failed("status 3: oh")) { try Child(["sh", "-c", "echo oh >&2; exit 3"]) }
        #expect(throws: ChildError.failed("signal 9")) { try Child(["sh", "-c", "kill -9 $$"]) }
        #expect(throws: ChildError.notInstalled) { try Child(["no-such-program"]) }
    }
}
