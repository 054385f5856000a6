import Foundation
import ShopGuide

/// A language that the page speaks.
enum PageLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The one that isn't spoken.
    var other: PageLanguage { self == .english ? .chinese : .english }

    /// What it is called in itself, in a word.
    var name: String { self == .english ? "EN" : "中文" }

    /// Chooses a language: what the address asks for, else what was chosen before, else what the browser prefers.
    init(asked: String?, remembered: String?, accepted: String?) {
        let chosen = asked.flatMap(Self.init(tag:)) ?? remembered.flatMap(Self.init(tag:))
        self = chosen ?? Self.preferred(accepted) ?? .english
    }

    /// What a market is called; its code where that is no country's.
    func marketName(_ code: String) -> String {
        (ReasonLanguage(rawValue: rawValue) ?? .english).marketName(code)
    }

    /// Understands a language tag such as `zh-Hans-CN`.
    private init?(tag: some StringProtocol) {
        self.init(rawValue: String(tag.lowercased().prefix { $0 != "-" && $0 != "_" }))
    }

    /// The spoken language that an `Accept-Language` header likes best; of equals, the first.
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
