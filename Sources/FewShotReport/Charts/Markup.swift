import Foundation

extension String {
    /// This text, escaped for HTML and XML content and attributes.
    ///
    /// Escapes Unicode scalars, not characters: in `"\u{301}` a quote and an accent are one character.
    /// Control characters, which XML doesn't allow, become U+FFFD.
    package var escapedForMarkup: String {
        var result = ""
        result.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case "\0"..." ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
                result.unicodeScalars.append(scalar == " " ? scalar : "\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Double {
    /// Returns this number with a fixed number of decimals and grouped thousands, the same in every locale; a dash if it is not finite.
    package func text(decimals: Int) -> String {
        guard isFinite else { return "–" }
        guard magnitude < 1e15 else { return String(format: "%.3g", self) }
        let digits = String(format: "%.\(decimals)f", magnitude)
        let parts = digits.split(separator: ".")
        var whole = String(parts[0])
        var end = whole.count - 3
        while end > 0 {
            whole.insert(",", at: whole.index(whole.startIndex, offsetBy: end))
            end -= 3
        }
        let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
        return (self < 0 && !isZero ? "−" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// Returns this share, 0…1, in percent, with a no-break space: `98.4 %`.
    package func percent(decimals: Int = 1) -> String {
        isFinite ? (self * 100).text(decimals: decimals) + "\u{A0}%" : "–"
    }

    /// This coordinate for SVG, to a tenth.
    var coordinate: String {
        let text = String(format: "%.1f", self)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
