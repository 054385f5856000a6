/// Measures in titles by which the sizes of one thing differ: 64 GB, 330 ml, 1.5 kg, 2 m.
///
/// Units that rather tell things apart aren't among them: cm and inches (screens, hobs), mm (lenses, screws), mg (doses), W, V, Hz, mAh,
/// pieces. Neither are amounts above those that are sold in several packings: 9 kg are what a washing machine holds, 300 l a fridge.
enum Measure {
    /// The largest amounts that are taken out, in the unit as it is written.
    private static let most = ["volume": 5000.0, "mass": 5000, "length": 50]
    private static let mostOfLarge = 5.0
    /// The small units, in which larger numbers are usual.
    private static let small: Set<String> = [
        "ml", "cl", "dl", "мл", "毫升", "g", "gr", "gm", "gms", "gram", "grams", "gramm", "grammes", "г", "克", "oz",
    ]

    private static let units: [String: String] = {
        let lists = [
            "storage": "gb tb гб тб",
            "volume": "ml cl dl l ltr litre litres liter liters litro litros литр литра л мл oz",
            "mass": "kg kgs g gr gm gms gram grams gramm grammes kilo kilos lb lbs кг г",
            "length": "m mtr metre metres meter meters ft м",
        ]
        return lists.reduce(into: [:]) { units, list in
            for unit in list.value.split(separator: " ") { units[String(unit)] = list.key }
        }
    }()
    /// Units of ideographs, and what may not follow them: 升级 is an upgrade, 克拉 is a carat.
    private static let ideographic: [(unit: String, kind: String, not: Character?)] = [
        ("毫升", "volume", nil), ("升", "volume", "级"), ("公斤", "mass", nil), ("千克", "mass", nil),
        ("克", "mass", "拉"),
    ]

    /// Puts a sign in the place of every measure.
    ///
    /// - Parameters:
    ///   - parts: The parts of a title.
    ///   - isBranded: Whether the product has a brand; without, a title is rather a description, and only storage is taken out.
    static func replace(in parts: inout [TitlePart], isBranded: Bool) {
        var result: [TitlePart] = []
        result.reserveCapacity(parts.count)
        var place = 0
        while place < parts.count {
            let part = parts[place]
            guard part.kind == .number, place + 1 < parts.count, isFree(place, in: parts),
                let (kind, rest) = measure(part, parts[place + 1], follower(of: place + 1, in: parts)),
                kind == "storage" || isBranded
            else {
                result.append(part)
                place += 1
                continue
            }
            result.append(.variant(kind, part.segment))
            if let rest { result.append(rest) }
            place += 2
        }
        parts = result
    }

    /// Returns whether a number begins a word of its own: not the 5 of "A5", but that of "2x5".
    private static func isFree(_ place: Int, in parts: [TitlePart]) -> Bool {
        guard place > 0, parts[place].isGlued else { return true }
        if parts[place - 1].kind == .ideographs { return true }
        return parts[place - 1].text == "x" && parts[place - 1].isGlued && place > 1
            && parts[place - 2].kind == .number && isFree(place - 2, in: parts)
    }

    /// Returns the part that continues a word, if one does.
    private static func follower(of place: Int, in parts: [TitlePart]) -> TitlePart? {
        guard place + 1 < parts.count, parts[place + 1].isGlued else { return nil }
        let next = parts[place + 1]
        return next.kind == .ideographs || next.text == "x" ? nil : next
    }

    /// Returns the kind of measure that a number and the part after it are, and what is left of that part.
    private static func measure(
        _ number: TitlePart, _ unit: TitlePart, _ follower: TitlePart?
    ) -> (kind: String, rest: TitlePart?)? {
        guard number.segment == unit.segment else { return nil }
        if unit.kind == .ideographs {
            for known in ideographic where unit.text.hasPrefix(known.unit) {
                let rest = String(unit.text.dropFirst(known.unit.count))
                guard known.not == nil || rest.first != known.not, isUsual(number, known.unit, known.kind) else {
                    return nil
                }
                guard !rest.isEmpty else { return (known.kind, nil) }
                return (
                    known.kind,
                    TitlePart(kind: .ideographs, text: rest, written: rest, isGlued: true, segment: unit.segment)
                )
            }
            return nil
        }
        guard unit.kind == .word, follower == nil else { return nil }
        switch unit.written {
        // 5G is a network, 128G are gigabytes, 250g are grams.
        case "G": return unit.isGlued && ["64", "128", "256", "512"].contains(number.text) ? ("storage", nil) : nil
        case "g" where number.text.count == 1: return nil
        case "Go": return ("storage", nil)
        // Gb are bits, M is a size.
        case "Gb", "M", "М": return nil
        default:
            guard let kind = units[unit.text], isUsual(number, unit.text, kind) else { return nil }
            return (kind, nil)
        }
    }

    /// Returns whether an amount is one of those that things are sold in.
    private static func isUsual(_ number: TitlePart, _ unit: String, _ kind: String) -> Bool {
        guard let most = most[kind] else { return true }
        guard let amount = Double(number.text.replacing(",", with: ".")) else { return false }
        return amount <= (small.contains(unit) || kind == "length" ? most : mostOfLarge)
    }
}
