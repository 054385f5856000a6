import FewShotTensors

/// Times workloads when told to, so that they can be raced in turn with another program's.
///
/// Reads lines `WORKLOAD REPEATS` from standard input and answers each with the mean seconds of one step.
@main
struct FewShotBenchmarks {
    static func main() throws {
        try TensorRuntime.setThreads(CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 2)
        let clock = ContinuousClock()
        var steps: [String: () throws -> Void] = [:]
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
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
