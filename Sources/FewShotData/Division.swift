/// A division of classes, complete enough to divide the same data so again; its text goes into a model's provenance.
///
/// ```swift
/// if let division = Division("paper, seed 7, with rotations") { options.divide(as: division) }
/// ```
public struct Division: Sendable, Hashable {
    /// The way.
    public var scheme: SplitScheme
    /// The seed of the draw, where classes are drawn.
    public var draw: UInt64?
    /// Whether quarter turns are classes of their own, where that isn't what the scheme does.
    public var rotations: Bool?

    /// Creates a division.
    public init(_ scheme: SplitScheme, draw: UInt64? = nil, rotations: Bool? = nil) {
        self.scheme = scheme
        self.draw = draw
        self.rotations = rotations
    }
}

extension Division: LosslessStringConvertible {
    /// `vinyals`, `drawn, seed 7` or `paper, seed 7, with rotations`.
    public var description: String {
        let seed = draw.map { ", seed \($0)" } ?? ""
        let turns = rotations.map { $0 ? ", with rotations" : ", without rotations" } ?? ""
        return scheme.rawValue + seed + turns
    }

    /// Reads what ``description`` writes; `nil` for anything else.
    public init?(_ description: String) {
        var parts = description.split(separator: ", ", omittingEmptySubsequences: false)[...]
        guard let name = parts.popFirst(), let scheme = SplitScheme(rawValue: String(name)) else { return nil }
        self.init(scheme)
        if let part = parts.first, part.hasPrefix("seed ") {
            guard let seed = UInt64(part.dropFirst(5)) else { return nil }
            draw = seed
            parts.removeFirst()
        }
        if let part = parts.popFirst() {
            guard ["with rotations", "without rotations"].contains(part) else { return nil }
            rotations = part == "with rotations"
        }
        guard parts.isEmpty else { return nil }
    }
}

extension DataOptions {
    /// Divides as data was divided before.
    public mutating func divide(as division: Division) {
        scheme = division.scheme
        draw = division.draw ?? draw
        rotations = division.rotations
    }
}
