public import Foundation
import ShopGuide
public import ShopGuideFeeds

/// Writes the log of what shoppers were shown as a table, which can be imported again.
public struct ExposureExport {
    private let format: TableFormat
    private let store: any Store

    private static let columns = ["recommendation", "shopper", "product", "position", "propensity", "time"]
    /// The bytes of a piece.
    private static let piece = 1 << 16

    /// Prepares an export.
    ///
    /// - Parameters:
    ///   - format: The format: CSV, TSV or JSON Lines.
    ///   - store: The store.
    public init(as format: TableFormat, from store: any Store) { (self.format, self.store) = (format, store) }

    /// Writes the table piece by piece.
    ///
    /// - Returns: The number of rows.
    /// - Throws: ``StoreError``, or what `write` throws.
    public func write(_ write: (Data) throws -> Void) throws -> Int {
        let separator: Character? = [.csv: ",", .tsv: "\t"][format]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var (rows, waiting) = (0, Data())
        if let separator { waiting += Data(DelimitedWriter.line(Self.columns, separator: separator).utf8) }
        try store.forEachExposure { exposure in
            if let separator {
                waiting += Data(DelimitedWriter.line(Self.fields(exposure), separator: separator).utf8)
            } else {
                waiting += try encoder.encode(exposure) + Data("\n".utf8)
            }
            rows += 1
            guard waiting.count >= Self.piece else { return }
            try write(waiting)
            waiting = Data()
        }
        try write(waiting)
        return rows
    }

    private static func fields(_ exposure: Exposure) -> [String] {
        [
            exposure.recommendation, exposure.shopper, exposure.product, "\(exposure.position)",
            exposure.propensity.map { "\($0)" } ?? "", exposure.time.text,
        ]
    }
}
