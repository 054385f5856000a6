import Foundation
import ShopGuide

extension Product: StrictlyNamed {
    static let fieldNames: Set<String> = [
        "id", "title", "category", "brand", "price", "currency", "attributes", "image", "markets", "availability",
    ]

    /// What is wrong with a product that somebody sent.
    func objections() -> [Problem.Field] {
        var checks = FieldChecks()
        checks.identifier("id", id)
        for (language, text) in title.words {
            let field = language.isEmpty ? "title" : "title.\(language)"
            checks.text(field, text, bytes: 16_000)
            if language.utf8.count > 64 { checks.object(field, "the language has more than 64 bytes") }
        }
        if title.words.count > 64 { checks.object("title", "has more than 64 languages") }
        if let category {
            if category.path.count > 32 { checks.object("category", "is more than 32 names deep") }
            for name in category.path { checks.text("category", name, bytes: 1024) }
        }
        if let brand { checks.text("brand", brand, bytes: 1024) }
        checks.attributes(attributes)
        for market in markets { checks.market("markets", market) }
        if markets.count > 256 { checks.object("markets", "are more than 256") }
        if let image {
            checks.text("image", image, bytes: 2048)
            if image.hasPrefix("file:") {
                checks.object("image", "files of this machine can't be named over the network")
            }
        }
        return checks.found
    }
}

/// Collects what is wrong with the fields of a request.
struct FieldChecks {
    private(set) var found: [Problem.Field] = []

    mutating func object(_ field: String, _ message: String) {
        found.append(Problem.Field(field: field, message: message))
    }

    mutating func identifier(_ field: String, _ text: String) { self.text(field, text, bytes: 256) }

    mutating func text(_ field: String, _ text: String, bytes: Int) {
        if !(1...bytes ~= text.utf8.count) { object(field, "must be of 1 to \(bytes) bytes") }
        if text.utf8.contains(where: { $0 < 32 || $0 == 127 }) { object(field, "has a control character") }
    }

    mutating func market(_ field: String, _ code: String) {
        if Market(id: code) == nil { object(field, "must be codes of 1 to 16 letters, digits, - and _") }
    }

    mutating func attributes(_ attributes: [String: AttributeValue]) {
        if attributes.count > 256 { object("attributes", "are more than 256") }
        for (name, value) in attributes {
            if !(1...256 ~= name.utf8.count) { object("attributes", "have a name that isn't of 1 to 256 bytes") }
            if value.text.utf8.count > 4096 { object("attributes.\(name)", "has more than 4096 bytes") }
        }
    }
}
