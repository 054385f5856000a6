extension PatternParser {
    /// Reads the set that an escape stands for; the backslash has been read.
    mutating func escapedSet() throws(PatternFault) -> ScalarSet {
        let scalar = try next()
        switch scalar {
        case "s": return ScalarSet(.space)
        case "S": return ScalarSet(.space, isNegated: true)
        case "w": return ScalarSet(.word)
        case "W": return ScalarSet(.word, isNegated: true)
        case "d": return ScalarSet(.digit)
        case "D": return ScalarSet(.digit, isNegated: true)
        case "h": return ScalarSet(.hexadecimal)
        case "H": return ScalarSet(.hexadecimal, isNegated: true)
        case "p", "P": return try property(isNegated: scalar == "P")
        default: return ScalarSet(try escapedScalar(scalar), ignoresCase: ignoresCase)
        }
    }

    private mutating func escapedScalar(_ scalar: Unicode.Scalar) throws(PatternFault) -> Unicode.Scalar {
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "e": return "\u{1B}"
        case "x": return accept("{") ? try hexadecimal(upTo: "}") : try hexadecimal(digits: 2)
        case "u": return try hexadecimal(digits: 4)
        default:
            let isPlain = scalar.isASCII && !Character(scalar).isLetter && !Character(scalar).isNumber
            guard isPlain || !scalar.isASCII else {
                throw PatternFault(message: "the escape \"\\\(scalar)\" isn't supported")
            }
            return scalar
        }
    }

    private mutating func hexadecimal(digits: Int) throws(PatternFault) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = Character(try next()).hexDigitValue else { throw syntax("a character's number") }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { throw syntax("a character's number") }
        return scalar
    }

    private mutating func hexadecimal(upTo end: Unicode.Scalar) throws(PatternFault) -> Unicode.Scalar {
        var value: UInt32 = 0
        while !accept(end) {
            guard let digit = Character(try next()).hexDigitValue, value < 0x11_0000 else {
                throw syntax("a character's number")
            }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { throw syntax("a character's number") }
        return scalar
    }

    private mutating func property(isNegated: Bool) throws(PatternFault) -> ScalarSet {
        guard accept("{") else { throw syntax("\\p without braces") }
        let isInverted = accept("^")
        var name = ""
        while !accept("}") { name.unicodeScalars.append(try next()) }
        guard let scalarClass = ScalarClass.named(name) else {
            throw PatternFault(message: "the property \"\(name)\" isn't supported")
        }
        return ScalarSet(scalarClass, isNegated: isNegated != isInverted)
    }

    /// Reads a set in brackets; the opening one has been read.
    mutating func bracket() throws(PatternFault) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = accept("^")
        var isFirst = true
        while isFirst || peek != "]" {
            isFirst = false
            let scalar = try next()
            if scalar == "[" {
                set.insert(accept(":") ? try named() : try bracket())
            } else if scalar == "&", peek == "&" {
                throw PatternFault(message: "\"&&\" isn't supported")
            } else if scalar == "\\", let escape = peek, "sSwWdDhHpP".unicodeScalars.contains(escape) {
                set.insert(try escapedSet())
            } else {
                let low = scalar == "\\" ? try escapedScalar(try next()) : scalar
                set.insert(low.value...(try upperBound(from: low)).value)
            }
        }
        place(after: "]")
        return set.sealed(isNegated: isNegated, ignoresCase: ignoresCase)
    }

    /// Reads the end of a range such as `a-z`; returns its start where it is a single character.
    private mutating func upperBound(from low: Unicode.Scalar) throws(PatternFault) -> Unicode.Scalar {
        guard peek == "-", following != "]", following != nil else { return low }
        place(after: "-")
        let scalar = try next()
        guard scalar != "[" else { throw PatternFault(message: "a range to a set") }
        let high = scalar == "\\" ? try escapedScalar(try next()) : scalar
        guard low <= high else { throw syntax("the empty range \(low)-\(high)") }
        return high
    }

    private mutating func named() throws(PatternFault) -> ScalarSet {
        let isNegated = accept("^")
        var name = ""
        while !accept(":") { name.unicodeScalars.append(try next()) }
        guard accept("]"), let scalarClass = ScalarClass.named(name) else {
            throw PatternFault(message: "the class \"[:\(name):]\" isn't supported")
        }
        return ScalarSet(scalarClass, isNegated: isNegated)
    }

    private mutating func place(after scalar: Unicode.Scalar) { _ = accept(scalar) }
}
