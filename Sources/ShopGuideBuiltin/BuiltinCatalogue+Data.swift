import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotTensors
import Foundation

extension BuiltinCatalogue {
    /// Returns the icons as data sets that share one tensor, uint8 of shape `[products, 1, 28, 28]`; a class is called
    /// `kitchen/mug`, and row `i` is product `i`.
    public func datasets(on device: Device = .cpu) -> [Split: Dataset] {
        let features = Tensor(
            products.flatMap(\.icon), shape: [products.count, 1, Self.iconSize, Self.iconSize], on: device)
        let rows = Dictionary(grouping: products.indices) { products[$0].category }
        return Dictionary(grouping: categories, by: \.split).mapValues { categories in
            Dataset(
                features: features,
                classes: categories.map { category in
                    let name = "\(category.department.rawValue)/\(category.id)"
                    return Dataset.Class(
                        name: name, examples: rows[category.id] ?? [], group: category.department.rawValue)
                }
            )
        }
    }

    /// SHA-256 of every product: its words, its price and its picture.
    public var digest: String {
        var hash = SHA256()
        for product in products {
            let words = [
                product.id, product.category, product.title.english, product.title.chinese, product.brand,
                String(product.price), product.market.rawValue,
            ]
            hash.update(Data((words.joined(separator: "\t") + "\n").utf8))
            hash.update(product.icon)
        }
        return hash.finalize().hexadecimal
    }

    /// Generates the default catalogue and returns its data sets with their origin.
    ///
    /// - Throws: ``DataError`` where the options ask for another division, size or colour than the catalogue has.
    public static func load(_ options: DataOptions = DataOptions()) throws -> LoadedData {
        let side = iconSize
        if let scheme = options.scheme {
            throw DataError(.badRequest, "scheme \(scheme.rawValue) isn't for builtin, whose division is fixed")
        }
        if let size = options.size, size != side {
            throw DataError(.badRequest, "image size \(size): builtin has pictures of \(side)×\(side) pixels")
        }
        if let channels = options.channels, channels != 1 {
            throw DataError(.badRequest, "\(channels) channels: builtin has grey pictures, of 1 channel")
        }
        if options.draw != 0 {
            throw DataError(.badRequest, "draw \(options.draw): builtin's division is fixed, not drawn")
        }
        if options.rotations == true {
            throw DataError(.badRequest, "rotations aren't for builtin; they are for omniglot")
        }
        let catalogue = generate()
        return LoadedData(
            splits: catalogue.datasets(on: options.device), name: "builtin", digest: catalogue.digest, scheme: "fixed",
            imageShape: [1, side, side],
            notes: ["builtin is generated: its products, brands and prices are invented, its pictures drawn"])
    }
}
