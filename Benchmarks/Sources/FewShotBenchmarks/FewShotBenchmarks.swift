import FewShotTensors

/// Times workloads on request, so that runs can alternate with another program's.
///
/// Reads lines `WORKLOAD REPEATS` from standard input and answers each with the mean seconds of one step; to `latencies 1` it
/// answers with `NAME MEDIAN P99` of each, in one line. Its arguments are the threads, and the precision of products.
@main
struct FewShotBenchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        try TensorRuntime.setThreads(arguments.first.flatMap(Int.init) ?? 2)
        let precision = arguments.dropFirst().first.flatMap(ProductPrecision.init(rawValue:))
        TensorRuntime.setProductPrecision(precision ?? .float32)
        let clock = ContinuousClock()
        var steps: [String: () throws -> Void] = [:]
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            if words.first == "latencies" {
                let results = try Latencies.measured().map { "\($0.name) \($0.median) \($0.p99)" }
                print(results.joined(separator: ";"))
                fflushOutput()
                continue
            }
            guard words.count == 2, let repeats = Int(words[1]), let step = steps[words[0]] ?? Workloads.named(words[0])
            else {
                print("unknown")
                fflushOutput()
                continue
            }
            steps[words[0]] = step
            let elapsed = try clock.measure { for _ in 0..<repeats { try step() } }
            print(elapsed / .seconds(1) / Double(repeats))
            fflushOutput()
        }
    }
}
