/// An optional value that is encoded as null where it is missing, not left out.
public struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    /// The value.
    public var value: Value?

    /// Creates a value, or null.
    public init(_ value: Value?) { self.value = value }

    /// Encodes the value, or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
