import FewShotTensors

/// The processes that a launcher of PyTorch starts: torchrun, or whatever sets MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE.
package enum Launch {
    /// Waits for the other processes of a launch; returns `nil` where this process trains alone.
    ///
    /// - Throws: ``ExperimentError`` where variables are missing or don't fit, or LibTorch can't compute in several processes;
    ///   ``ProcessGroupError`` where the others don't come.
    package static func group(
        in environment: [String: String], isAvailable: Bool = ProcessGroup.isAvailable
    ) throws -> ProcessGroup? {
        guard let place = try place(in: environment) else { return nil }
        guard isAvailable else {
            throw ExperimentError(
                "WORLD_SIZE is \(place.size), but the LibTorch of this build has no c10d with Gloo: build with that of PyTorch's wheel, or unset WORLD_SIZE to train alone"
            )
        }
        return try ProcessGroup(joining: place)
    }

    /// Returns the place of this process; `nil` where WORLD_SIZE is 1 or isn't set.
    ///
    /// - Throws: ``ExperimentError`` where a variable is missing or doesn't fit.
    package static func place(in environment: [String: String]) throws(ExperimentError) -> ProcessGroup.Place? {
        guard environment["WORLD_SIZE"] != nil else { return nil }
        let size = try number("WORLD_SIZE", 1...65_536, environment)
        guard size > 1 else { return nil }
        let host = try value("MASTER_ADDR", environment)
        var place = ProcessGroup.Place(
            rank: try number("RANK", 0...size - 1, environment), size: size, host: host,
            port: try number("MASTER_PORT", 1...65_535, environment))
        // torchrun serves the meeting place itself, and may start all processes again.
        place.isServed = environment["TORCHELASTIC_USE_AGENT_STORE"] == "True"
        if let attempt = environment["TORCHELASTIC_RESTART_COUNT"] { place.name += "/attempt_\(attempt)" }
        return place
    }

    private static func value(
        _ name: String, _ environment: [String: String]
    ) throws(ExperimentError) -> String {
        if let value = environment[name], !value.isEmpty { return value }
        throw ExperimentError(
            "WORLD_SIZE is \(environment["WORLD_SIZE"] ?? ""), but \(name) isn't set: start the processes with torchrun, set MASTER_ADDR, MASTER_PORT and RANK as it does, or unset WORLD_SIZE to train alone"
        )
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ environment: [String: String]
    ) throws(ExperimentError) -> Int {
        let text = try value(name, environment)
        if let number = Int(text), range.contains(number) { return number }
        throw ExperimentError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound) (got \(text))")
    }
}
