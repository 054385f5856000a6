/// A pretrained encoder's view of products, which makes a column of vectors.
public struct VectorSource: Sendable, Codable, Hashable {
    /// The thing that an encoder reads of a product.
    public enum Input: String, Sendable, Codable {
        /// Its picture.
        case picture
        /// Its title.
        case title
    }

    /// The column's name: `encoder:mobilenet`.
    public var column: String
    /// The encoder's name.
    public var encoder: String
    /// The digest of all that decides on its embeddings.
    public var digest: String
    /// The thing that it reads.
    public var input: Input

    /// The beginning of the columns' names.
    static let prefix = "encoder:"

    /// Names a column.
    ///
    /// - Parameters:
    ///   - encoder: The encoder's name.
    ///   - digest: The digest of all that decides on its embeddings.
    ///   - input: The thing that it reads.
    ///   - isOnly: Whether it reads nothing else; the column's name says what it reads otherwise.
    public init(_ encoder: String, digest: String, input: Input, isOnly: Bool) {
        column = Self.prefix + encoder + (isOnly ? "" : " \(input.rawValue)")
        (self.encoder, self.digest, self.input) = (encoder, digest, input)
    }
}
