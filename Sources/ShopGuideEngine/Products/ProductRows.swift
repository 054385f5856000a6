import FewShotData
public import FewShotNetworks
import FewShotTensors
import Foundation
public import ShopGuide

/// Makes rows of products, their pictures read from wherever they are.
public final class ProductRows {
    /// What ready embeddings are called that are taken for vectors.
    public static let vectors = "default"

    /// How a row is made.
    public let features: ProductFeatures
    private var icons: [String: [UInt8]]?
    private var archives: [String: (archive: ImageArchive, members: [String: ImageArchive.Member])] = [:]

    /// Creates a reader of products for what an encoder sees.
    public init(_ parts: ProductParts) { features = ProductFeatures(parts) }

    /// Returns a product's row.
    ///
    /// - Throws: ``DataError`` where it has a picture on this machine that can't be read.
    public func row(of product: Product, shoppers: [String] = [], vector: [Float]? = nil) throws -> [Float] {
        let image = try features.parts.image.flatMap { shape in
            try product.image.flatMap { try picture(ImageReference($0), shape) }
        }
        if let vector, let size = features.parts.vector, vector.count != size {
            throw DataError(.badRequest, "\(product.id): a vector of \(vector.count) numbers; others have \(size)")
        }
        return features.row(of: product, image: image, shoppers: shoppers, vector: vector)
    }

    /// Returns a picture's numbers, 0…1; `nil` for one that isn't on this machine.
    private func picture(_ reference: ImageReference, _ shape: [Int]) throws -> [Float]? {
        switch reference {
        case .other: return nil
        case .builtin(let product):
            let icons = icons ?? Self.drawnIcons()
            self.icons = icons
            let side = BuiltinCatalogue.iconSize
            return icons[product].flatMap {
                try? pixels(DecodedImage(width: side, height: side, channels: 1, pixels: $0), shape)
            }
        case .file(let path):
            let data: Data
            do { data = try Data(contentsOf: URL(filePath: path)) } catch {
                throw DataError(.missing, "\(path): can't be read: \(error.localizedDescription)")
            }
            return try pixels(try ImageCodec.decode([UInt8](data), named: path), shape)
        case .member(let name, let path):
            let known: (archive: ImageArchive, members: [String: ImageArchive.Member])
            if let opened = archives[path] {
                known = opened
            } else {
                let archive = try ImageArchive(path: path)
                known = (archive, Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first })
                archives[path] = known
            }
            guard let member = known.members[name] else { throw DataError(.missing, "\(path) has no \(name)") }
            return try pixels(try ImageCodec.decode(try known.archive.bytes(of: member), named: name), shape)
        }
    }

    private static func drawnIcons() -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: BuiltinCatalogue.generate().products.map { ($0.id, $0.icon) })
    }

    /// The middle square of a picture in the size that is encoded.
    private func pixels(_ image: DecodedImage, _ shape: [Int]) throws -> [Float] {
        let square = image.croppedToSquare()
        let planes = Tensor(
            square.planes(channels: shape[0]), shape: [1, shape[0], square.height, square.width])
        let scaled = planes.to(.float32) * (1 / 255)
        let sized =
            square.height == shape[1] && square.width == shape[2]
            ? scaled : scaled.resized(height: shape[1], width: shape[2])
        return try sized.values(as: Float.self)
    }
}
