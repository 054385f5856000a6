extension CodingUserInfoKey {
    /// The id of a decoded product or shopper whose JSON may lack it, because it stands elsewhere, in an address say.
    public static let id = CodingUserInfoKey(rawValue: "shopguide.id")
}

extension Decoder {
    /// Decodes an id, or takes the one that stands elsewhere.
    func id<Key: CodingKey>(in values: KeyedDecodingContainer<Key>, forKey key: Key) throws -> String {
        if let id = try values.decodeIfPresent(String.self, forKey: key) { return id }
        if let id = CodingUserInfoKey.id.flatMap({ userInfo[$0] as? String }) { return id }
        return try values.decode(String.self, forKey: key)
    }
}
