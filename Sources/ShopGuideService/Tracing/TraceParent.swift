import Instrumentation

/// Where a piece of work stands in a trace, as W3C's Trace Context writes it: `00-TRACE-SPAN-01`.
package struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// The trace: two numbers, of which not both are 0.
    package var trace: [UInt64]
    /// The span, not 0.
    package var span: UInt64
    /// Whether the trace is kept.
    package var isSampled: Bool

    /// Creates one from its parts.
    package init(trace: [UInt64], span: UInt64, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Begins a trace.
    static func random(isSampled: Bool) -> TraceParent {
        TraceParent(
            trace: [.random(in: 1 ... .max), .random(in: .min ... .max)], span: .random(in: 1 ... .max),
            isSampled: isSampled)
    }

    /// Reads a header; nil where it isn't one, for then a new trace begins.
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
        // Version 0 ends here; what later ones add comes after another dash.
        guard bytes.count == 55 || (version > 0 && bytes[55] == 0x2D) else { return nil }
        guard high | low != 0, span != 0 else { return nil }
        self.init(trace: [high, low], span: span, isSampled: flags & 1 == 1)
    }

    /// The header.
    package var description: String { "00-\(traceID)-\(Self.hexadecimal(span))-\(isSampled ? "01" : "00")" }

    /// The trace in 32 hexadecimal digits.
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

    /// Where the work that is under way stands in a trace.
    package var trace: TraceParent? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
