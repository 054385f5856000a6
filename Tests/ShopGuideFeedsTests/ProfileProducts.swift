import Foundation
import Testing

import ShopGuideFeeds

/// A product that a profile made, or the reason why it made none.
struct ProfileProduct {
    var line: Int
    var reason: String?
    var cells: [String: Cell] = [:]

    var id: String { cells["id"]?.text ?? "" }

    subscript(field: String) -> Cell? { cells[field] }
}

/// A table in memory.
final class TableReader: RowReader {
    let columns: [String]
    private let row: (Int) -> [String]?
    private var cells: [String] = []
    private(set) var offset = 0

    init(_ columns: [String], _ row: @escaping (Int) -> [String]?) { (self.columns, self.row) = (columns, row) }

    convenience init(_ columns: [String], _ rows: [[String]]) {
        self.init(columns) { $0 < rows.count ? rows[$0] : nil }
    }

    func next() throws -> RowEvent? {
        guard let row = row(offset) else { return nil }
        cells = row
        offset += 1
        return row == ["bad"] ? .rejected(line: offset + 1, reason: "bad") : .row(line: offset + 1)
    }

    func cell(_ column: Int) throws -> Cell {
        let text = column < cells.count ? cells[column] : ""
        if text == "unreadable" { throw RowProblem("unreadable") }
        return text.isEmpty ? .empty : .text(text)
    }
}

extension FeedFile {
    /// Returns the products of a file among the fixtures, which must be recognised as a system's export.
    static func products(of name: String, _ profile: FeedProfile) throws -> [ProfileProduct] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = try FeedFile(contentsOf: folder.appending(path: "ShopGuideCommandTests/Fixtures/Feeds/\(name)"))
        let recognized = FeedProfile.recognize(columns: try file.reader().columns)
        #expect(recognized == profile)
        return try products(profile.survey(), file.reader(), file.reader())
    }

    /// Returns the products of a table, read once by a survey and once more.
    static func products(
        _ survey: any ProfileSurvey, _ first: any RowReader, _ second: any RowReader
    ) throws -> [ProfileProduct] {
        while let event = try first.next() {
            if case .row = event { try survey.add(first) }
        }
        let reader = survey.reader(over: second)
        var products = [ProfileProduct]()
        while let event = try reader.next() {
            #expect(event.line > products.last?.line ?? 0)
            var product = ProfileProduct(line: event.line)
            if case .rejected(_, let reason) = event {
                product.reason = reason
            } else {
                for (column, name) in reader.columns.enumerated() where try reader.cell(column) != .empty {
                    product.cells[name] = try reader.cell(column)
                }
            }
            products.append(product)
        }
        return products
    }

    /// Returns the products of a table in memory.
    static func products(_ profile: FeedProfile, _ columns: [String], _ rows: [[String]]) throws -> [ProfileProduct] {
        let recognized = FeedProfile.recognize(columns: columns)
        #expect(recognized == profile)
        return try products(profile.survey(), TableReader(columns, rows), TableReader(columns, rows))
    }
}
