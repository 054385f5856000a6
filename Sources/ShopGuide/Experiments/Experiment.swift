/// Two guides side by side, and how shoppers are divided among them.
public struct Experiment: Sendable, Hashable, Codable {
    /// The design of a comparison of two guides.
    public enum Design: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each shopper has one of them, always the same.
        case split
        /// Every list is drawn from both in turns, and a click counts for the one whose product it was.
        case interleaved

        /// Reads one of the names.
        public init(from decoder: any Decoder) throws { try self.init(namedIn: decoder) }
    }

    /// One of the two arms.
    public enum Arm: String, Sendable, Hashable, Codable, CaseIterable {
        case a, b
    }

    /// Its name.
    public var name: String
    /// The guide of arm `a`.
    public var a: String
    /// The guide of arm `b`.
    public var b: String
    /// The design.
    public var design: Design
    /// The share of shoppers that have arm `b`, where shoppers are divided.
    public var share: Double
    /// The time when it began.
    public var started: Timestamp
    /// The time when it was stopped; nil while it runs.
    public var stopped: Timestamp?

    /// Creates an experiment from its parts.
    public init(
        name: String, a: String, b: String, design: Design = .split, share: Double = 0.5, started: Timestamp,
        stopped: Timestamp? = nil
    ) {
        self.name = name
        self.a = a
        self.b = b
        self.design = design
        self.share = share
        self.started = started
        self.stopped = stopped
    }

    /// The guide of an arm.
    public func guide(of arm: Arm) -> String { arm == .a ? a : b }

    /// Returns a shopper's arm: the same one whenever it's asked for, on every machine, and independent of other experiments'.
    public func arm(of shopper: String) -> Arm { Self.position(of: "\(name)\0\(shopper)") < share ? .b : .a }

    /// Returns the seed of a shopper's coin tosses on a day, so that a list that is asked for again is the same one.
    public func seed(for shopper: String, day: Int64) -> UInt64 { Self.hash(of: "\(name)\0\(shopper)\0\(day)") }

    /// Returns a number from 0 to 1 by a text's hash.
    private static func position(of text: String) -> Double { Double(hash(of: text) >> 11) * 0x1p-53 }

    /// FNV-1a, its bits mixed as MurmurHash3 does at its end.
    private static func hash(of text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}
