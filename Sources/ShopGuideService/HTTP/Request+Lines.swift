import Foundation
import Hummingbird
import NIOCore
import ShopGuideApplication

extension Request {
    /// The decoded lines of a body.
    struct Lines<Value: Sendable>: Sendable {
        /// A valid line.
        struct Line: Sendable {
            var line: Int
            var value: Value
        }

        var values: [Line] = []
        var rejected: [RejectedLine] = []
    }

    /// Decodes a body of JSON lines.
    ///
    /// - Throws: ``Problem`` 413 for too many bytes or lines; invalid lines are returned as rejections.
    func lines<Value: StrictlyNamed & Sendable>(of type: Value.Type, _ limits: ServiceOptions.Limits) async throws
        -> Lines<Value>
    {
        try Self.lines(of: type, in: try await bytes(upTo: limits.upload, within: limits.bodyTime), limits)
    }

    /// Decodes JSON lines.
    static func lines<Value: StrictlyNamed & Sendable>(
        of type: Value.Type, in bytes: ByteBuffer, _ limits: ServiceOptions.Limits
    ) throws -> Lines<Value> {
        let (decoder, data) = (JSONDecoder(), Data(bytes.readableBytesView))
        var (lines, number) = (Lines<Value>(), 0)
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { !blanks.contains($0) }) else { continue }
            guard lines.values.count + lines.rejected.count < limits.lines else {
                throw Problem(.contentTooLarge, "the body has more than \(limits.lines) lines; split it")
            }
            do {
                let value = try decoder.decode(Strict<Value>.self, from: line).value
                lines.values.append(Lines.Line(line: number, value: value))
            } catch let error as DecodingError {
                lines.rejected.append(RejectedLine(line: number, errors: [error.field()]))
            }
        }
        return lines
    }

    private static let blanks: [UInt8] = [9, 13, 32]
}
