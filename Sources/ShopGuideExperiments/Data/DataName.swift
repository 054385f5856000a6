import FewShotData
import FewShotLearning
import FewShotNetworks
import Foundation
import ShopGuide
import ShopGuideBuiltin

/// A user's name for data: images, offers or a catalogue.
package enum DataName: Hashable {
    /// The pictures of the built-in catalogue.
    case builtin
    /// Images.
    case images(DataSource)
    /// Offers of shops, the same product under many titles.
    case offers(path: String)
    /// Products with all that is known of them: those of a store, or the built-in ones.
    case catalog(path: String)
    /// Products of so many invented shops, with the built-in one among them or not.
    case shops(count: Int, withBuiltin: Bool)
    /// The products of Complete Journey, a grocer.
    case journey(path: String)
    /// Interactions of one or several markets' shoppers: those of a folder, or the built-in ones.
    case markets(path: String)

    /// The valid forms.
    package static let usage =
        "builtin, omniglot:ZIP-or-FOLDER, images:ZIP-or-FOLDER, offers:TABLE, catalog:builtin or catalog:STORE, "
        + "shops:COUNT or invented:COUNT, markets:builtin or markets:FOLDER"

    /// Parses `KIND:PATH`.
    ///
    /// - Throws: ``DataError`` that says what may be written.
    package init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("offers", 2): self = .offers(path: parts[1])
        case ("catalog", 2): self = .catalog(path: parts[1])
        case ("journey", 2): self = .journey(path: parts[1])
        case ("markets", 2): self = .markets(path: parts[1])
        case ("shops", 2), ("invented", 2):
            guard let count = Int(parts[1]), 1...ShopsData.maximum ~= count else {
                throw DataError(
                    .badRequest, "data \"\(text)\": the number of shops must be from 1 to \(ShopsData.maximum)")
            }
            self = .shops(count: count, withBuiltin: parts[0] == "shops")
        case ("builtin", 1) where text == "builtin": self = .builtin
        case ("builtin", _):
            let path = text.dropFirst("builtin:".count)
            throw DataError(.badRequest, "data \"\(text)\": builtin takes no path, but got \(path)")
        case ("offers", _), ("catalog", _), ("markets", _):
            throw DataError(.badRequest, "data \"\(text)\": the path is missing; use \(Self.usage)")
        default:
            do { self = .images(try DataSource(parsing: text)) } catch let error as DataError {
                throw DataError(
                    .badRequest, error.description.replacingOccurrences(of: DataSource.usage, with: Self.usage))
            }
        }
    }

    /// Loads and divides the data.
    ///
    /// - Parameters:
    ///   - options: The options of the data.
    ///   - parts: The parts of products that are encoded; all that there are where `nil`.
    ///   - layout: The layout of a row that a model at hand reads, in place of what fits the products best.
    /// - Returns: The data.
    /// - Throws: ``DataError`` where options are given that the data doesn't have.
    package func load(
        _ options: DataOptions, parts: Set<ProductParts.Part>? = nil, layout: ProductParts? = nil
    ) throws -> LoadedData {
        guard parts == nil || isCatalog else { throw DataError(.badRequest, "--parts is for catalog:… alone") }
        if options.labels != nil {
            guard case .images = self else { throw DataError(.badRequest, "--labels is for images:… alone") }
        }
        switch self {
        case .builtin: return try BuiltinCatalogue.load(options)
        case .images(let source): return try source.load(options)
        case .offers(let path):
            try refuseImageOptions(options, of: "offers")
            guard options.draw == 0 else {
                throw DataError(.badRequest, "draw \(options.draw): the division of offers is fixed, not drawn")
            }
            return try OffersData.load(path, on: options.device)
        case .catalog(let path):
            try refuseImageOptions(options, of: "catalog")
            return try CatalogData.load(
                path, draw: options.draw, parts: parts, layout: layout, on: options.device)
        case .shops(let count, let withBuiltin):
            try refuseImageOptions(options, of: "shops")
            return try ShopsData.load(count, withBuiltin: withBuiltin, on: options.device)
        case .journey(let path):
            throw DataError(.badRequest, "journey:\(path) is for reproduce \(CatalogueTable.name) alone")
        case .markets(let path):
            let rankers = LearnerKind.rankers.map(\.name).joined(separator: ", ")
            throw DataError(.badRequest, "markets:\(path) has no classes; it is for training \(rankers)")
        }
    }

    private func refuseImageOptions(_ options: DataOptions, of kind: String) throws {
        guard options.scheme == nil, options.size == nil, options.channels == nil, options.rotations == nil else {
            throw DataError(.badRequest, "scheme, size, channels and rotations aren't for \(kind)")
        }
    }

    /// Whether it is a catalogue of products.
    package var isCatalog: Bool {
        if case .catalog = self { return true }
        return false
    }
}
