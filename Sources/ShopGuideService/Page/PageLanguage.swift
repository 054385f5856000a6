import Foundation
import ShopGuide

/// A language of the page.
enum PageLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The other language.
    var other: PageLanguage { self == .english ? .chinese : .english }

    /// Its own short name.
    var name: String { self == .english ? "EN" : "中文" }

    /// Chooses a language: the requested one, else the remembered one, else the browser's preference.
    init(requested: String?, remembered: String?, accepted: String?) {
        let chosen = requested.flatMap(Self.init(tag:)) ?? remembered.flatMap(Self.init(tag:))
        self = chosen ?? Self.preferred(accepted) ?? .english
    }

    /// Returns a market's name, or its code if that is no country's.
    func marketName(_ code: String) -> String {
        (ReasonLanguage(rawValue: rawValue) ?? .english).marketName(code)
    }

    /// Parses a language tag such as `zh-Hans-CN`.
    private init?(tag: some StringProtocol) {
        self.init(rawValue: String(tag.lowercased().prefix { $0 != "-" && $0 != "_" }))
    }

    /// Returns the language with the highest weight in an `Accept-Language` header; of equals, the first.
    private static func preferred(_ header: String?) -> PageLanguage? {
        var best: (language: PageLanguage, weight: Double)?
        for entry in (header ?? "").prefix(1000).split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let tag = parts.first, let language = PageLanguage(tag: tag) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > (best?.weight ?? 0) { best = (language, quality) }
        }
        return best?.language
    }
}
