import Instrumentation

/// A position in a trace, in the format of W3C Trace Context: `00-TRACE-SPAN-01`.
package struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// The trace id: two numbers, not both 0.
    package var trace: [UInt64]
    /// The span id, not 0.
    package var span: UInt64
    /// Whether the trace is sampled.
    package var isSampled: Bool

    /// Creates a position from its parts.
    package init(trace: [UInt64], span: UInt64, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Returns the root of a new trace.
    static func random(isSampled: Bool) -> TraceParent {
        TraceParent(
            trace: [.random(in: 1 ... .max), .random(in: .min ... .max)], span: .random(in: 1 ... .max),
            isSampled: isSampled)
    }

    /// Parses a header; nil if it is invalid, since a new trace starts then.
    package init?(_ header: String) {
        let bytes = Array(header.utf8)
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> UInt64? {
            let digits = bytes[range]
            let isLowercase = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            return isLowercase ? UInt64(String(decoding: digits, as: UTF8.self), radix: 16) : nil
        }
        guard let version = number(0..<2), version != 0xFF, let high = number(3..<19), let low = number(19..<35),
            let span = number(36..<52), let flags = number(53..<55)
        else { return nil }
        // Version 0 ends here; later versions may append fields after another dash.
        guard bytes.count == 55 || (version > 0 && bytes[55] == 0x2D) else { return nil }
        guard high | low != 0, span != 0 else { return nil }
        self.init(trace: [high, low], span: span, isSampled: flags & 1 == 1)
    }

    /// The header's value.
    package var description: String { "00-\(traceID)-\(Self.hexadecimal(span))-\(isSampled ? "01" : "00")" }

    /// The trace id in 32 hexadecimal digits.
    package var traceID: String { trace.map(Self.hexadecimal).joined() }

    static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension InstrumentationContext {
    private enum Key: InstrumentationContextKey {
        typealias Value = TraceParent
    }

    /// The position of the current work in its trace.
    package var trace: TraceParent? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
