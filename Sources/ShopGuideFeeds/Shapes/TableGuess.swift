/// A guess of what the rows of a table are.
package enum TableGuess {
    /// Returns `products`, `interactions` or `shoppers`; nil where the columns don't say.
    ///
    /// A shopper and a product make an interaction. A product without a shopper is one too where there is what somebody did; a title, a
    /// price or a picture make a product; a shopper alone, or what only people have, is a shopper.
    package static func kind(ofColumns columns: [String]) -> String? {
        let names = Set(columns.map { ColumnName($0).plain })
        func has(_ table: AliasTable, _ fields: String..., but others: Set<String> = []) -> Bool {
            let known = names.subtracting(others)
            return fields.contains { !table.names(of: $0).isDisjoint(with: known) }
        }

        let hasProduct = has(.interactions, "product")
        let hasAct = has(.interactions, "kind", "order", but: ["type"]) || !AliasTable.ratings.isDisjoint(with: names)
        let isProduct = has(
            .products, "title", "price", "image", "images", "brand", "category", "availability",
            but: ["name", "nom", "nome"])
        if hasProduct, has(.interactions, "shopper") || hasAct && !isProduct { return "interactions" }
        if isProduct || names.contains(where: { $0.hasPrefix("title.") }) { return "products" }
        if has(.interactions, "shopper") { return hasAct ? nil : "shoppers" }
        if hasProduct { return "products" }
        if !AliasTable.shopperSigns.isDisjoint(with: names) { return "shoppers" }
        if has(.products, "title") || has(.products, "id", but: ["id"]) { return "products" }
        return names.isSuperset(of: ["id", "market"]) ? "shoppers" : nil
    }
}
