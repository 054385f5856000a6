/// A set of characters that one place of a pattern matches.
struct ScalarSet: Sendable {
    private var ranges: [ClosedRange<UInt32>] = []
    private var classes: [(class: ScalarClass, isNegated: Bool)] = []
    private var sets: [ScalarSet] = []
    /// True where the set is of all characters but those named.
    private(set) var isNegated = false
    private var ignoresCase = false
    /// The answers for ASCII, made once.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)

    /// The set without characters.
    init() {}

    /// The set of one character.
    init(_ scalar: Unicode.Scalar, ignoresCase: Bool = false) {
        ranges = [scalar.value...scalar.value]
        self = sealed(ignoresCase: ignoresCase)
    }

    /// The set of a class, or of all other characters.
    init(_ scalarClass: ScalarClass, isNegated: Bool = false) {
        classes = [(scalarClass, isNegated)]
        self = sealed()
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func insert(_ set: ScalarSet) { sets.append(set) }

    /// Returns the set as it is to be used, or that of all other characters.
    func sealed(isNegated: Bool = false, ignoresCase: Bool = false) -> ScalarSet {
        var set = self
        set.isNegated = isNegated
        set.ignoresCase = ignoresCase
        for value in UInt8(0)..<128 where set.slowContains(Unicode.Scalar(value)) {
            if value < 64 { set.ascii.low |= 1 << UInt64(value) } else { set.ascii.high |= 1 << UInt64(value - 64) }
        }
        return set
    }

    /// Returns true where the character is in the set.
    @inline(__always)
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 64 { return ascii.low >> UInt64(scalar.value) & 1 == 1 }
        if scalar.value < 128 { return ascii.high >> UInt64(scalar.value - 64) & 1 == 1 }
        return slowContains(scalar)
    }

    private func slowContains(_ scalar: Unicode.Scalar) -> Bool {
        if has(scalar) { return !isNegated }
        guard ignoresCase else { return isNegated }
        // Twice, for "ſ" and the Kelvin sign are s and K by way of the other case.
        let (upper, lower) = (Self.upper(scalar), Self.lower(scalar))
        return (has(upper) || has(lower) || has(Self.lower(upper)) || has(Self.upper(lower))) != isNegated
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } || classes.contains { $0.class.contains(scalar) != $0.isNegated }
            || sets.contains { $0.contains(scalar) }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapping = scalar.properties.uppercaseMapping.unicodeScalars
        return mapping.count == 1 ? mapping.first ?? scalar : scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapping = scalar.properties.lowercaseMapping.unicodeScalars
        return mapping.count == 1 ? mapping.first ?? scalar : scalar
    }
}
