import ArgumentParser

/// A setting of a learner as it is written on the command line: `steps=5`.
struct LearnerSettingArgument: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        (name, value) = (parts[0], parts[1])
    }
}

extension [LearnerSettingArgument] {
    /// Values by name; the last of a name counts.
    var dictionary: [String: String] { reduce(into: [:]) { $0[$1.name] = $1.value } }
}
