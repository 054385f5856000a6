import Foundation
import Hummingbird
import NIOCore

/// A line of a body that wasn't taken.
struct LineRejection: Codable, Sendable {
    /// Which one, from 1.
    var line: Int
    /// What is wrong with it.
    var errors: [Problem.Field]

    /// Throws where nothing was taken.
    static func check(_ rejected: [LineRejection], taken: Int) throws {
        guard taken == 0 else { return }
        let fields = rejected.flatMap { rejection in
            rejection.errors.map { Problem.Field(field: "line \(rejection.line): \($0.field)", message: $0.message) }
        }
        guard !fields.isEmpty else { throw Problem(field: "body", "has no line") }
        throw Problem(fields: Array(fields.prefix(100)))
    }
}

extension Request {
    /// What the lines of a body say.
    struct Lines<Value: Sendable>: Sendable {
        /// A line that could be read.
        struct Line: Sendable {
            var line: Int
            var value: Value
        }

        var values: [Line] = []
        var rejected: [LineRejection] = []
    }

    /// Reads a body of JSON, one value a line.
    func lines<Value: StrictlyNamed & Sendable>(of type: Value.Type, _ limits: ServiceOptions.Limits) async throws
        -> Lines<Value>
    {
        try Self.lines(of: type, in: try await bytes(upTo: limits.upload, within: limits.bodyTime), limits)
    }

    /// Reads lines of JSON.
    static func lines<Value: StrictlyNamed & Sendable>(
        of type: Value.Type, in bytes: ByteBuffer, _ limits: ServiceOptions.Limits
    ) throws -> Lines<Value> {
        let (decoder, data) = (JSONDecoder(), Data(bytes.readableBytesView))
        var (lines, number) = (Lines<Value>(), 0)
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { !blanks.contains($0) }) else { continue }
            guard lines.values.count + lines.rejected.count < limits.lines else {
                throw Problem(.contentTooLarge, "the body has more than \(limits.lines) lines; send it in parts")
            }
            do {
                let value = try decoder.decode(Strict<Value>.self, from: line).value
                lines.values.append(Lines.Line(line: number, value: value))
            } catch let error as DecodingError {
                lines.rejected.append(LineRejection(line: number, errors: [error.field()]))
            }
        }
        return lines
    }

    private static let blanks: [UInt8] = [9, 13, 32]
}
