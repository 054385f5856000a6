public import Foundation
import ShopGuide
public import ShopGuideFeeds

/// An export of a table: everything that the store holds of it, in the order in which it came.
///
/// An import of it that is exported again is the same, byte for byte.
public struct TableExport {
    private let store: any Store
    private let kind: TableKind
    private let format: TableFormat

    /// Creates an export.
    public init(_ kind: TableKind, as format: TableFormat, from store: any Store) {
        self.kind = kind
        self.format = format
        self.store = store
    }

    /// Passes the table to `body` piece by piece, some 64 KB at a time.
    ///
    /// - Parameter body: Receives a piece.
    /// - Returns: The number of its rows, its header not counted.
    /// - Throws: ``StoreError``, or what `body` throws.
    @discardableResult
    public func write(_ body: (Data) throws -> Void) throws -> Int {
        try withoutActuallyEscaping(body) { body in
            var sink = Sink(body: body)
            switch kind {
            case .products: try products(&sink)
            case .shoppers: try shoppers(&sink)
            case .interactions: try interactions(&sink)
            }
            try sink.flush()
            return format.isDelimited ? sink.lines - 1 : sink.lines
        }
    }

    private struct Sink {
        let body: (Data) throws -> Void
        let encoder: JSONEncoder
        var pending = Data()
        /// The rows that were added, a header among them.
        var lines = 0

        init(body: @escaping (Data) throws -> Void) {
            self.body = body
            encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        }

        mutating func add(_ text: String) throws {
            pending.append(contentsOf: text.utf8)
            lines += 1
            if pending.count >= 1 << 16 { try flush() }
        }

        mutating func add(json value: some Encodable) throws {
            pending += try encoder.encode(value)
            try add("\n")
        }

        mutating func flush() throws {
            if !pending.isEmpty { try body(pending) }
            pending = Data()
        }
    }

    private var separator: Character { format == .csv ? "," : "\t" }

    private func products(_ sink: inout Sink) throws {
        guard format.isDelimited else {
            try store.forEachProduct { try sink.add(json: $0) }
            return
        }
        let languages = try store.titleLanguages()
        let names = try store.attributeNames(of: .products)
        let titles = languages.map { $0.isEmpty ? "title" : "title.\($0)" }
        let hasSeveral = try store.hasFurtherImages()
        var header = ["id"] + titles + ["category", "brand", "price", "currency", "image", "markets", "availability"]
        if hasSeveral { header.append("images") }
        try sink.add(DelimitedWriter.line(header + names.map { "attributes.\($0)" }, separator: separator))
        try store.forEachProduct { product in
            var fields = [product.id] + languages.map { product.title.words[$0] ?? "" }
            fields += [product.category?.id ?? "", product.brand ?? "", product.price?.text ?? ""]
            fields += [product.price?.currency ?? "", product.image ?? "", product.markets.joined(separator: " ")]
            fields.append(product.availability?.rawValue ?? "")
            if hasSeveral { fields.append(product.furtherImages.joined(separator: "|")) }
            fields += names.map { product.attributes[$0]?.text ?? "" }
            try sink.add(DelimitedWriter.line(fields, separator: separator))
        }
    }

    private func shoppers(_ sink: inout Sink) throws {
        guard format.isDelimited else {
            try store.forEachShopper { try sink.add(json: $0) }
            return
        }
        let names = try store.attributeNames(of: .shoppers)
        try sink.add(DelimitedWriter.line(["id", "market"] + names.map { "attributes.\($0)" }, separator: separator))
        try store.forEachShopper { shopper in
            let fields = [shopper.id, shopper.market ?? ""] + names.map { shopper.attributes[$0]?.text ?? "" }
            try sink.add(DelimitedWriter.line(fields, separator: separator))
        }
    }

    private func interactions(_ sink: inout Sink) throws {
        guard format.isDelimited else {
            try store.forEachInteraction { try sink.add(json: $0) }
            return
        }
        let header = ["id", "shopper", "product", "kind", "value", "time", "market"]
        try sink.add(DelimitedWriter.line(header, separator: separator))
        try store.forEachInteraction { event in
            let fields = [
                event.id ?? "", event.shopper, event.product, event.kind.rawValue, event.value?.shortText ?? "",
                event.time?.text ?? "", event.market ?? "",
            ]
            try sink.add(DelimitedWriter.line(fields, separator: separator))
        }
    }
}
