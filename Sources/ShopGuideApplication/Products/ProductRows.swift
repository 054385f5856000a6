public import FewShotData
public import ShopGuide

/// Makes rows of products, their pictures read from wherever they are.
public final class ProductRows: Sendable {
    /// The name of the ready embeddings that are used as vectors.
    public static let vectors = "default"

    /// The layout of a row.
    public let features: ProductFeatures
    let pictures: PictureReader

    /// Creates a reader of products for what an encoder sees.
    ///
    /// - Parameters:
    ///   - parts: The layout of a row.
    ///   - profile: The catalogue's columns, for layouts that have their statistics.
    ///   - pictures: The reader of pictures.
    public init(
        _ parts: ProductParts, _ profile: CatalogueProfile = .empty, pictures: PictureReader = PictureReader()
    ) {
        features = ProductFeatures(parts, profile)
        self.pictures = pictures
    }

    /// Returns a product's row.
    ///
    /// - Parameters:
    ///   - product: What is known of it.
    ///   - picture: Its picture, in place of the one that it refers to.
    ///   - vectors: Its ready vectors by their columns.
    /// - Returns: As many numbers as the encoder's layout has.
    /// - Throws: ``DataError`` where it has a picture on this machine that can't be read.
    public func row(
        of product: Product, picture: DecodedImage? = nil, vectors: [String: [Float]] = [:]
    ) throws -> [Float] {
        try row(of: product, read: try picture ?? image(of: product)?.image, vectors: vectors)
    }

    /// Returns a product's row, and the fingerprint of its picture.
    ///
    /// - Throws: ``DataError`` where it has a picture on this machine that can't be read.
    package func fingerprinted(_ product: Product, vectors: [String: [Float]] = [:]) throws -> Fingerprinted {
        let picture = try image(of: product)
        return Fingerprinted(
            row: try row(of: product, read: picture?.image, vectors: vectors), picture: picture?.fingerprint)
    }

    /// Returns a row with other ready vectors in place of its own.
    func row(_ row: [Float], with vectors: [String: [Float]]) -> [Float] { features.row(row, with: vectors) }

    /// A product's row.
    package struct Fingerprinted: Sendable {
        package var row: [Float]
        /// The fingerprint of its picture, if it has one that was read from a file.
        package var picture: PictureFingerprint?
    }

    /// Returns a product's picture, where pictures are encoded.
    private func image(of product: Product) throws -> ReadPicture? {
        features.parts.image == nil ? nil : try pictures.read(product)
    }

    private func row(of product: Product, read picture: DecodedImage?, vectors: [String: [Float]]) throws
        -> [Float]
    {
        let image = try features.parts.image.flatMap { try picture?.numbers($0) }
        if let vector = vectors[Product.vectorColumn], let size = features.parts.vector, !features.parts.isProfiled,
            vector.count != size
        {
            throw DataError(.badRequest, "\(product.id): a vector of \(vector.count) numbers; others have \(size)")
        }
        return features.row(of: product, image: image, vectors: vectors)
    }
}
