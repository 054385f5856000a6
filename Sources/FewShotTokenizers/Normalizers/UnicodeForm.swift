/// Unicode's normalization forms (UAX 15).
///
/// Foundation's take a time that grows with the square of the number of marks on a letter, and order some Tibetan and halfwidth ones wrongly.
enum UnicodeForm: Normalizer {
    case nfc, nfd, nfkc, nfkd

    func normalize(_ text: inout NormalizedText) {
        let first = firstAffected
        guard text.scalars.contains(where: { $0.value >= first }) else { return }
        let tables = UnicodeTables.shared
        var scalars = decomposed(text.scalars, tables)
        Self.sortMarks(&scalars, tables)
        if self == .nfc || self == .nfkc { Self.compose(&scalars, tables) }
        text.scalars = scalars
    }

    /// The first character that the form may change, or that may change another.
    private var firstAffected: UInt32 {
        switch self {
        case .nfc: 0x300
        case .nfd: 0xC0
        case .nfkc, .nfkd: 0xA0
        }
    }

    private func decomposed(_ scalars: [Unicode.Scalar], _ tables: UnicodeTables) -> [Unicode.Scalar] {
        let isCompatible = self == .nfkc || self == .nfkd
        var decomposed: [Unicode.Scalar] = []
        decomposed.reserveCapacity(scalars.count * 3 / 2)
        for scalar in scalars {
            if scalar.value < 0xA0 {
                decomposed.append(scalar)
            } else {
                tables.appendDecomposition(of: scalar, isCompatible: isCompatible, to: &decomposed)
            }
        }
        return decomposed
    }

    /// Sorts the marks on each letter by their combining classes; those of one class keep their order.
    private static func sortMarks(_ scalars: inout [Unicode.Scalar], _ tables: UnicodeTables) {
        var start = 0
        while start < scalars.count {
            guard tables.combiningClass(of: scalars[start]) != 0 else {
                start += 1
                continue
            }
            var end = start
            var classes: [UInt8] = []
            while end < scalars.count {
                let combiningClass = tables.combiningClass(of: scalars[end])
                guard combiningClass != 0 else { break }
                classes.append(combiningClass)
                end += 1
            }
            let order = classes.indices.sorted { (classes[$0], $0) < (classes[$1], $1) }
            let marks = Array(scalars[start..<end])
            for (offset, index) in order.enumerated() { scalars[start + offset] = marks[index] }
            start = end
        }
    }

    /// Composes each letter with the marks that aren't blocked by one of the same or a higher class.
    private static func compose(_ scalars: inout [Unicode.Scalar], _ tables: UnicodeTables) {
        var (end, starter, lastClass) = (0, -1, UInt8(0))
        for scalar in scalars {
            let combiningClass = tables.combiningClass(of: scalar)
            let isBlocked = starter < end - 1 && (lastClass == 0 || lastClass >= combiningClass)
            if starter >= 0, !isBlocked, let composite = tables.composite(scalars[starter], scalar) {
                scalars[starter] = composite
                continue
            }
            if combiningClass == 0 { starter = end }
            lastClass = combiningClass
            scalars[end] = scalar
            end += 1
        }
        scalars.removeSubrange(end...)
    }
}
