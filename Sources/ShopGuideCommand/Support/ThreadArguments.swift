import ArgumentParser
import FewShotTensors

/// The option that says how many processor threads to use, shared by all commands that compute.
struct ThreadArguments: ParsableArguments {
    @Option(name: .long, help: "Threads per operation; the same number gives the same bits.")
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be from 1 to 1024, not \(threads)")
        }
    }

    /// Sets the number for the whole process; call it before any other work.
    func apply() throws {
        if let threads { try TensorRuntime.setThreads(threads) }
    }
}
