import Foundation
import ShopGuide

/// A file of products by shopper: candidates to rank, or the right answers with their gains.
package struct CandidateFile: Sendable {
    /// A shopper with products.
    package struct Entry: Sendable {
        /// The shopper's id.
        package var shopper: String
        /// The ids of products, in their order.
        package var products: [String]
        /// The gain of each product; 1 where nobody said.
        package var gains: [Double]
    }

    /// The shoppers, in the order in which they came.
    package private(set) var entries: [Entry] = []
    /// The place of each shopper.
    private var places: [ExactID: Int] = [:]

    /// Reads candidates: a line `shopper<TAB>product,product,…`, or a pair a line.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - isKnown: Whether there is a product of an id: a first line without any is taken for a header.
    /// - Throws: ``ExperimentError`` naming the file and the line.
    package init(candidates url: URL, where isKnown: (String) -> Bool) throws {
        try self.init(url) { fields, line in
            guard fields.count == 2 else { throw Self.malformed(url, line, "shopper<TAB>product,product,…", fields) }
            // An id may have a comma in it.
            let products = isKnown(fields[1]) ? [fields[1]] : fields[1].split(separator: ",").map(String.init)
            return (products, [Double](repeating: 1, count: products.count))
        } isHeader: {
            $0.count == 2 && !$0[1].split(separator: ",").contains { isKnown(String($0)) } && !isKnown($0[1])
        }
    }

    /// Reads right answers: lines `shopper product [gain]`, with blanks or tabs.
    ///
    /// - Throws: ``ExperimentError`` naming the file and the line.
    package init(truth url: URL, where isKnown: (String) -> Bool) throws {
        try self.init(url) { fields, line in
            let gain = fields.count == 3 ? Double(fields[2]) : 1
            guard fields.count == 2 || fields.count == 3, let gain, gain.isFinite, gain >= 0 else {
                throw Self.malformed(url, line, "shopper product [gain]", fields)
            }
            return ([fields[1]], [gain])
        } isHeader: {
            $0.count >= 2 && !isKnown($0[1]) && ($0.count < 3 || Double($0[2]) == nil)
        }
    }

    private init(
        _ url: URL, _ parse: ([String], Int) throws -> ([String], [Double]), isHeader: ([String]) -> Bool
    ) throws {
        let text: String
        do { text = try String(contentsOf: url, encoding: .utf8) } catch {
            throw ExperimentError("\(url.relativePath): can't be read as UTF-8 text: \(error.localizedDescription)")
        }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split { $0 == "\t" || $0 == " " || $0 == "\r" }.map(String.init)
            if fields.isEmpty || number == 0 && isHeader(fields) { continue }
            let (products, gains) = try parse(fields, number + 1)
            let id = ExactID(fields[0])
            if let place = places[id] {
                entries[place].products += products
                entries[place].gains += gains
            } else {
                places[id] = entries.count
                entries.append(Entry(shopper: fields[0], products: products, gains: gains))
            }
        }
        guard !entries.isEmpty else { throw ExperimentError("\(url.relativePath): there are no lines in it") }
    }

    /// The products of a shopper with their gains.
    package subscript(shopper: String) -> Entry? { places[ExactID(shopper)].map { entries[$0] } }

    private static func malformed(_ url: URL, _ line: Int, _ form: String, _ fields: [String]) -> ExperimentError {
        ExperimentError(
            "\(url.relativePath), line \(line): expected \(form), and found \"\(fields.joined(separator: " ").prefix(60))\""
        )
    }
}
