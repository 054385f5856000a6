import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuideExperiments

/// The format of results.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// The output of a command: results to standard output, all else to standard error.
enum Output {
    static func result(_ text: String) throws {
        do { try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8)) } catch {
            throw CommandError("can't print the result: \(systemReason(of: error))")
        }
    }

    static func result(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try result(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static func note(_ text: String) { progress("\(text)\n") }

    /// Writes to standard error as it is; work goes on where nobody can read of it.
    static func progress(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    /// A share as a percentage with two decimals.
    static func percent(_ share: Double) -> String { NumberFormat.percent(share) }
}
