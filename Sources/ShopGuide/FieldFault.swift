/// The reason why a field can't be decoded, in words for whoever sent it.
///
/// The words of a decoder name types of a programming language; those of this are shown.
public struct FieldFault: Error, Sendable {
    /// The reason, to be read after the field's name: `must be one of read, write, admin`.
    public let message: String
    private let path: [any CodingKey]

    /// Creates a fault of a field.
    public init(_ message: String, at path: [any CodingKey]) { (self.message, self.path) = (message, path) }

    /// The fault as the error that decoders throw.
    public var error: DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: message, underlyingError: self))
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// Decodes one of the cases by its name; the error lists them.
    ///
    /// - Throws: `DecodingError`.
    public init(namedIn decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let value = Self(rawValue: name) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw FieldFault("must be one of \(names) (got \"\(name.prefix(40))\")", at: container.codingPath).error
        }
        self = value
    }
}
