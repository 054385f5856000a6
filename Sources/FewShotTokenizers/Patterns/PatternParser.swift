/// Reads regular expressions in Oniguruma's syntax of Ruby.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private(set) var place = 0
    private var depth = 0
    var ignoresCase = false

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// Returns the expression that the text is.
    mutating func parse() throws(PatternFault) -> PatternTree {
        let tree = try choice()
        guard place == scalars.count else { throw syntax("a \")\" without its \"(\"") }
        return tree
    }

    private mutating func choice() throws(PatternFault) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= TokenizerLimits.depth else {
            throw PatternFault(message: "more than \(TokenizerLimits.depth) groups in each other")
        }
        var parts = [try sequence()]
        while accept("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(PatternFault) -> PatternTree {
        var parts: [PatternTree] = []
        while let next = peek, next != "|", next != ")" {
            var part = try atom()
            while let count = try count() { part = .repetition(part, count) }
            parts.append(part)
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    // MARK: - Parts

    private mutating func atom() throws(PatternFault) -> PatternTree {
        let scalar = try next()
        switch scalar {
        case "(": return try group()
        case "[": return .one(try bracket())
        case ".":
            var set = ScalarSet()
            set.insert(10...10)
            return .one(set.sealed(isNegated: true))
        case "^": return .anchor(.lineStart)
        case "$": return .anchor(.lineEnd)
        case "*", "+", "?": throw syntax("nothing before \"\(scalar)\"")
        case "\\": return try escape()
        default: return .one(ScalarSet(scalar, ignoresCase: ignoresCase))
        }
    }

    private mutating func escape() throws(PatternFault) -> PatternTree {
        switch peek {
        case "A": return anchor(.textStart)
        case "z": return anchor(.textEnd)
        case "Z": return anchor(.textEndOrLastBreak)
        case "b": return anchor(.wordBoundary)
        case "B": return anchor(.noWordBoundary)
        default: return .one(try escapedSet())
        }
    }

    private mutating func anchor(_ anchor: PatternAnchor) -> PatternTree {
        place += 1
        return .anchor(anchor)
    }

    private mutating func group() throws(PatternFault) -> PatternTree {
        let ignoredCase = ignoresCase
        defer { ignoresCase = ignoredCase }
        guard accept("?") else { return try closed(try choice()) }
        if accept("=") { return try look(isBehind: false, isNegative: false) }
        if accept("!") { return try look(isBehind: false, isNegative: true) }
        if accept("<") {
            if accept("=") { return try look(isBehind: true, isNegative: false) }
            if accept("!") { return try look(isBehind: true, isNegative: true) }
            throw PatternFault(message: "named groups aren't supported")
        }
        if accept("i") { ignoresCase = true }
        guard accept(":") else {
            throw PatternFault(message: "the group \"(?\(peek.map { String($0) } ?? "")\" isn't supported")
        }
        return try closed(try choice())
    }

    private mutating func look(isBehind: Bool, isNegative: Bool) throws(PatternFault) -> PatternTree {
        let tree = try closed(try choice())
        if isBehind {
            guard case .one = tree else { throw PatternFault(message: "looking behind is supported for one character") }
        }
        guard !tree.isUnbounded else {
            throw PatternFault(message: "repetitions without bound aren't supported when looking ahead")
        }
        return .look(tree, isBehind: isBehind, isNegative: isNegative)
    }

    private mutating func closed(_ tree: PatternTree) throws(PatternFault) -> PatternTree {
        guard accept(")") else { throw syntax("a \"(\" without its \")\"") }
        return tree
    }

    private mutating func count() throws(PatternFault) -> PatternCount? {
        let start = place
        var count: PatternCount
        if accept("*") {
            count = PatternCount(minimum: 0)
        } else if accept("+") {
            count = PatternCount(minimum: 1)
        } else if accept("?") {
            count = PatternCount(minimum: 0, maximum: 1)
        } else if accept("{") {
            guard let braces = try braces() else {
                place = start
                throw PatternFault(message: "a \"{\" that begins no repetition; write it as \"\\{\"")
            }
            count = braces
            if accept("?") { count.preference = .reluctant }
            return count  // a "+" after braces repeats the repetition
        } else {
            return nil
        }
        if accept("?") { count.preference = .reluctant } else if accept("+") { count.preference = .possessive }
        return count
    }

    private mutating func braces() throws(PatternFault) -> PatternCount? {
        let low = number()
        var high = low
        if accept(",") { high = number() } else if low == nil { return nil }
        guard accept("}"), low != nil || high != nil else { return nil }
        guard (low ?? 0) <= 1000, (high ?? 0) <= 1000 else { throw PatternFault(message: "more than 1000 repetitions") }
        guard low ?? 0 <= high ?? .max else { throw syntax("the repetition {\(low ?? 0),\(high ?? 0)}") }
        return PatternCount(minimum: low ?? 0, maximum: high)
    }

    private mutating func number() -> Int? {
        var number: Int?
        while let digit = peek, 48...57 ~= digit.value {
            number = min((number ?? 0) * 10 + Int(digit.value - 48), 100_000)
            place += 1
        }
        return number
    }

    // MARK: - Characters

    var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    var following: Unicode.Scalar? { place + 1 < scalars.count ? scalars[place + 1] : nil }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        place += 1
        return true
    }

    mutating func next() throws(PatternFault) -> Unicode.Scalar {
        guard let scalar = peek else { throw syntax("it ends in the middle") }
        place += 1
        return scalar
    }

    func syntax(_ message: String) -> PatternFault { PatternFault(message: message, isSyntax: true) }
}
