import Foundation

/// Numbers as people read them.
package enum NumberFormat {
    /// A share as a percentage with two decimals.
    package static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

    /// A length of time: `42 s`, `3 min 20 s`, `1 h 5 min`.
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 1e9)).rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        }
    }

    /// Scores in a line, the best last.
    static func scores(_ scores: [String: Double]) -> String {
        scores.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { String(format: "\($0.key) %.4f", $0.value) }
            .joined(separator: ", ")
    }
}
