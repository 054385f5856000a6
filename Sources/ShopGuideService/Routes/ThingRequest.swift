import Foundation
import ShopGuide

/// A thing as somebody describes it.
struct ThingRequest: StrictlyNamed, Sendable {
    static let fieldNames: Set<String> = [
        "id", "product", "title", "image", "vector", "brand", "price", "currency", "attributes",
    ]

    var id: String?
    var product: String?
    var title: String?
    var image: Data?
    var vector: [Float]?
    var brand: String?
    var price: Double?
    var currency: String?
    var attributes: [String: AttributeValue]?

    /// Returns the thing, or what is wrong with it.
    func thing(at field: String) -> Result<Thing, Problem> {
        var checks = FieldChecks()
        if let id { checks.identifier("\(field).id", id) }
        if let product {
            checks.identifier("\(field).product", product)
            let others = [title != nil, image != nil, vector != nil, brand != nil, price != nil, attributes != nil]
            if others.contains(true) { checks.object(field, "is a product of the shop or something else, not both") }
        }
        if let title { checks.text("\(field).title", title, bytes: 16_000) }
        if let brand { checks.text("\(field).brand", brand, bytes: 1024) }
        if let attributes { checks.attributes(attributes) }
        if let vector, !(1...65_536 ~= vector.count) {
            checks.object("\(field).vector", "must have 1 to 65536 numbers")
        }
        if let image, image.isEmpty { checks.object("\(field).image", "is empty") }
        var thing = Thing(
            id: id, product: product, title: title, picture: image.map { [UInt8]($0) }, vector: vector, brand: brand,
            attributes: attributes ?? [:], field: field)
        switch (price, currency) {
        case (let amount?, let currency?):
            thing.price = Price(amount.shortText, currency: currency)
            if thing.price == nil {
                checks.object("\(field).price", "isn't an amount with four decimals at most in a currency such as EUR")
            }
        case (nil, nil): break
        case (nil, _): checks.object("\(field).price", "is missing beside the currency")
        case (_, nil): checks.object("\(field).currency", "is missing beside the price")
        }
        let isEmpty = [product, title, brand].allSatisfy { $0 == nil } && image == nil && vector == nil && price == nil
        if isEmpty, attributes?.isEmpty != false {
            checks.object(field, "needs a product, or a title, image, vector, brand, price or attributes")
        }
        return checks.found.isEmpty ? .success(thing) : .failure(Problem(fields: checks.found))
    }
}

extension [Strict<ThingRequest>] {
    /// Returns the things.
    ///
    /// - Throws: ``Problem`` naming all fields that are wrong.
    func things(at field: String, most: Int) throws -> [Thing] {
        guard 1...most ~= count else { throw Problem(field: field, "must be 1 to \(most), not \(count)") }
        var (things, errors) = ([Thing](), [Problem.Field]())
        for (index, request) in enumerated() {
            switch request.value.thing(at: "\(field)[\(index)]") {
            case .success(let thing): things.append(thing)
            case .failure(let problem): errors += problem.errors
            }
        }
        guard errors.isEmpty else { throw Problem(fields: errors) }
        return things
    }
}
