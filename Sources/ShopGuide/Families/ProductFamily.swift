import Foundation

/// The family of a product: the sizes and colours of one thing.
///
/// A family is found from each product alone, so that two products are of one family where their keys are equal: by the group that a feed
/// names (`item_group_id`, a parent's SKU), else by category, brand and title without what tells variants apart. It is cautious, for
/// products that are wrongly taken for variants are hidden: see ``VariantTitle``. Pictures don't count.
public struct ProductFamily: Sendable, Hashable {
    /// The text that the products of a family have in common.
    public let key: String

    /// Finds the family of a product; `nil` where neither a group nor a title says which it is.
    public init?(of product: Product) {
        let brand = Self.folded(product.brand ?? "")
        if let group = Self.group(of: product) {
            key = ["group", brand, group].joined(separator: "\u{1F}")
            return
        }
        guard let title = VariantTitle(of: product, brand: brand) else { return nil }
        key = ["title", product.category?.id ?? "", brand, title.pattern].joined(separator: "\u{1F}")
    }

    /// A hash of the key that is the same in every process (FNV-1a).
    package var hash: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 29
    }

    /// The names of attributes by which feeds group variants, as ``plain(_:)`` writes them.
    private static let groups: Set<String> = [
        "itemgroupid", "itemgroup", "groupid", "variantgroup", "variantgroupid", "parentsku", "parentid",
        "parentproductid", "parentasin", "mastersku", "masterid", "spu", "spuid", "spu编号", "款号",
    ]
    /// Values of a group that say that there is none.
    private static let absent: Set<String> = ["", "0", "-", "none", "null", "n/a", "na", "无"]

    private static func group(of product: Product) -> String? {
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) where groups.contains(plain(name)) {
            if case .flag = value { continue }
            let text = folded(value.text)
            if !absent.contains(text) { return text }
        }
        return nil
    }

    /// Returns an attribute's name without case, a prefix `g:`, blanks and the signs that stand for them.
    static func plain(_ name: String) -> String {
        let name = name.lowercased()
        let words = name.hasPrefix("g:") ? name.dropFirst(2) : name[...]
        return String(words.filter { !" _-.\u{A0}".contains($0) })
    }

    /// Returns a text in lower case, without blanks around it.
    private static func folded(_ text: String) -> String {
        let whole = text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCompatibilityMapping
        return whole.lowercased().trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Tells the first product of each family from the others.
package struct DistinctFamilies: Sendable {
    private var known: Set<UInt64> = []

    /// Creates a set without families.
    package init() {}

    /// Returns whether a product is the first of its family, or has none.
    package mutating func insert(_ product: Product) -> Bool {
        ProductFamily(of: product).map { known.insert($0.hash).inserted } ?? true
    }
}
