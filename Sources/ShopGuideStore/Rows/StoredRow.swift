import Foundation
import ShopGuide
import ShopGuidePostgres

/// A row of a result, whose columns are numbered from 0; whatever keeps the store.
protocol StoredRow {
    func text(_ column: Int32) -> String?
    func integer(_ column: Int32) -> Int64?
    func double(_ column: Int32) -> Double?
    func floats(_ column: Int32) -> [Float]
}

extension BoundStatement: StoredRow {}
extension PostgresRow: StoredRow {}

extension Product {
    /// Reads a product; its category is a path, its markets are codes with spaces between them.
    init(_ row: some StoredRow, _ decoder: JSONDecoder) throws {
        self.init(id: row.text(0) ?? "")
        if let words = row.text(1) {
            title = LocalizedText(
                try PlainJSON.texts(words) ?? decoder.decode([String: String].self, from: Data(words.utf8)))
        }
        category = row.text(2).flatMap { Category($0) }
        brand = row.text(3)
        if let amount = row.integer(4), 0...Price.maximum ~= amount, let currency = row.text(5) {
            price = Price(tenThousandths: amount, currency: currency)
        }
        attributes = try [String: AttributeValue](json: row.text(6), decoder)
        image = row.text(7)
        markets = row.text(8)?.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) } ?? []
        if let images = row.text(11) { furtherImages = try decoder.decode([String].self, from: Data(images.utf8)) }
        availability = row.text(9).flatMap(Availability.init(rawValue:))
    }
}

extension Shopper {
    /// Reads a shopper: their id, market and attributes.
    init(_ row: some StoredRow, _ decoder: JSONDecoder) throws {
        self.init(
            id: row.text(0) ?? "", market: row.text(1),
            attributes: try [String: AttributeValue](json: row.text(2), decoder))
    }
}

extension Interaction {
    /// Reads an interaction: its id, or its file and line; its shopper and product, kind, value, time and market.
    init(_ row: some StoredRow) {
        let place = row.text(1).map { SourceLine(source: $0, line: Int(row.integer(2) ?? 0)).text }
        self.init(
            id: row.text(0) ?? place, shopper: row.text(3) ?? "", product: row.text(4) ?? "",
            kind: Interaction.Kind(number: row.integer(5) ?? 0) ?? .view, value: row.double(6),
            time: row.integer(7).map { Timestamp(milliseconds: $0) }, market: row.text(8))
    }
}

extension Interaction.Kind {
    /// The kind's number in the store; never to be changed.
    var number: Int64 {
        switch self {
        case .view: 0
        case .cart: 1
        case .purchase: 2
        case .rating: 3
        case .like: 4
        case .dismiss: 5
        }
    }

    /// Finds the kind of a number.
    init?(number: Int64) {
        guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = kind
    }
}

extension [String: AttributeValue] {
    /// Reads attributes from their JSON; nil stands for none.
    init(json: String?, _ decoder: JSONDecoder) throws {
        guard let json else {
            self = [:]
            return
        }
        self = try PlainJSON.attributes(json) ?? decoder.decode(Self.self, from: Data(json.utf8))
    }
}
