import Foundation
import Logging

/// The format of log lines.
package enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object per line.
    case json
    /// `level=info message="listening" port=8080`.
    case logfmt

    /// Returns one line, with its line end.
    package func line(_ fields: [(name: String, value: String)]) -> String {
        switch self {
        case .json:
            let pairs = fields.map { "\(Self.quoted($0.name)):\(Self.json($0.value))" }
            return "{\(pairs.joined(separator: ","))}\n"
        case .logfmt:
            return fields.map { "\(Self.name($0.name))=\(Self.logfmt($0.value))" }.joined(separator: " ") + "\n"
        }
    }

    /// Returns a valid JSON number as it is, everything else as a string.
    private static func json(_ value: String) -> String {
        isNumber(value) ? value : quoted(value)
    }

    private static func isNumber(_ value: String) -> Bool {
        let digits = value.utf8.first == 0x2D ? value.utf8.dropFirst() : value.utf8[...]
        guard 1..<16 ~= digits.count else { return false }
        let parts = digits.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { 0x30...0x39 ~= $0 } }) else { return false }
        return parts[0].count == 1 || parts[0].first != 0x30
    }

    private static func logfmt(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C && $0 != 0x7F }
        return isPlain && !value.isEmpty ? value : quoted(value)
    }

    private static func name(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" ? $0 : "_" })
    }

    /// Returns a quoted text with control characters and line ends escaped, so that a value can't forge a line.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
