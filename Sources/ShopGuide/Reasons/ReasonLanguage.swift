import Foundation
import Synchronization

/// The languages that reasons are told in.
public enum ReasonLanguage: String, Sendable, Hashable, Codable, CaseIterable {
    /// English.
    case english = "en"
    /// Simplified Chinese.
    case chinese = "zh"

    /// Returns an enumeration: `a, b and c`.
    func list(_ words: [String]) -> String {
        switch self {
        case .english:
            guard let last = words.last, words.count > 1 else { return words.first ?? "" }
            return words.dropLast().joined(separator: ", ") + " and " + last
        case .chinese: return words.joined(separator: "、")
        }
    }

    /// Returns a product's name in quotation marks.
    func name(_ title: LocalizedText, id: String) -> String {
        let name = title.text(speaking: rawValue) ?? id
        return self == .english ? "“\(name)”" : "《\(name)》"
    }

    /// The names of regions by language and code, cached: a lookup takes longer than a sentence.
    private static let regions = Mutex([String: String]())

    /// Returns the name of a market; its code where that is no country's.
    public func marketName(_ code: String) -> String {
        guard code.count == 2, code.allSatisfy({ $0.isASCII && $0.isLetter }) else { return code }
        return Self.regions.withLock { regions in
            let key = rawValue + code
            if let known = regions[key] { return known }
            let name = Locale(identifier: rawValue).localizedString(forRegionCode: code.uppercased()) ?? code
            regions[key] = name
            return name
        }
    }

    /// Returns a market's name within a sentence: `the United Kingdom`.
    func market(_ code: String) -> String {
        let takesArticle: Set = ["AE", "GB", "NL", "PH", "US"]
        let article = self == .english && takesArticle.contains(code.uppercased()) ? "the " : ""
        return article + marketName(code)
    }

    /// Returns the clause for an event, as told to the shopper: `you liked “Blue mug”`.
    func deed(_ kind: Interaction.Kind, _ name: String) -> String {
        switch (self, kind) {
        case (.english, .view): "you looked at \(name)"
        case (.english, .cart): "you laid \(name) into your cart"
        case (.english, .purchase): "you bought \(name)"
        case (.english, .rating): "you rated \(name)"
        case (.english, .like): "you liked \(name)"
        case (.english, .dismiss): "you dismissed \(name)"
        case (.chinese, .view): "您看过\(name)"
        case (.chinese, .cart): "您把\(name)加入过购物车"
        case (.chinese, .purchase): "您买过\(name)"
        case (.chinese, .rating): "您评价过\(name)"
        case (.chinese, .like): "您喜欢\(name)"
        case (.chinese, .dismiss): "您对\(name)不感兴趣"
        }
    }

    /// Returns the clause for common traits, at most three of them; nil where there are none to tell.
    func common(_ traits: [RecommendationReason.Trait]) -> String? {
        let words = traits.filter { $0.name == "word" && ($0.language ?? rawValue).hasPrefix(rawValue) }.map(\.value)
        let others = traits.filter { !["word", "category", "price", "brand"].contains($0.name) }.map(\.value)
        let brand = traits.first { $0.name == "brand" }?.value
        var parts = Array(words.prefix(2))
        if parts.count < 2 { parts += others.filter { !parts.contains($0) }.prefix(1) }
        let kind = traits.first { $0.name == "category" }?.value.components(after: Category.separator)
        switch self {
        case .english:
            var phrases = parts.map { "“\($0)”" }
            if let brand { phrases.append("the brand \(brand)") }
            if phrases.isEmpty, let kind { phrases = ["the category \(kind)"] }
            return phrases.isEmpty ? nil : "they share \(list(phrases))"
        case .chinese:
            var phrases = parts.isEmpty ? [] : ["都有“\(list(parts))”"]
            if let brand { phrases.append("都是\(brand)的") }
            if phrases.isEmpty, kind != nil { phrases = ["属于同一类别"] }
            return phrases.isEmpty ? nil : phrases.joined(separator: "，")
        }
    }
}

extension String {
    /// Returns the text after the last occurrence of a separator.
    fileprivate func components(after separator: String) -> String {
        guard let range = utf8.lastRange(of: separator) else { return self }
        return String(self[range...])
    }
}

extension String.UTF8View {
    /// Returns the index after the last occurrence of a separator.
    fileprivate func lastRange(of separator: String) -> String.Index? {
        var (found, rest) = (String.Index?.none, self[...])
        while let range = rest.firstRange(of: separator.utf8) {
            found = range.upperBound
            rest = rest[range.upperBound...]
        }
        return found
    }
}
