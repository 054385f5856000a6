public import Foundation
import FewShotDigests
import ShopGuide
import ShopGuideStore

/// The keys that open shops over the network: kept as digests, which open nothing, in one file beside the store or, where several
/// processes may share it, in the store of the default tenant.
public struct KeyRing: Sendable {
    /// A key without its secret.
    public struct Entry: Sendable, Codable, Identifiable, Equatable {
        /// Its id: the first letters of the key.
        public var id: String
        /// SHA-256 of the key, in hexadecimal.
        public var digest: String
        /// The tenant whose shop it opens.
        public var tenant: String
        /// Its scope.
        public var scope: KeyScope
        /// The time of its creation, in seconds since 1970.
        public var created: Int64
        /// A note of its creator.
        public var note: String?
    }

    private struct File: Codable {
        var keys: [Entry]
    }

    /// The place of the keys.
    private let place: any KeyPlace
    /// The bytes of a note, at most.
    public static let noteBytes = 200
    /// The keys that one file holds, at most.
    private static let most = 10_000

    /// Names the place of a store's keys: `shop.sqlite` has `shop.keys.json` beside it, a database has them in a setting.
    public init(besides store: URL) {
        place = Stores.isFile(store) ? KeyFile(besides: store) : SharedSetting("keys", of: store)
    }

    /// The keys; none where there is no file.
    ///
    /// - Throws: ``GuideError`` for a file that can't be read.
    public func entries() throws -> [Entry] { try Self.entries(in: place.text(), at: place) }

    private static func entries(in text: String?, at place: any KeyPlace) throws -> [Entry] {
        guard let text else { return [] }
        do { return try JSONDecoder().decode(File.self, from: Data(text.utf8)).keys } catch {
            throw GuideError(
                .unusable, "\(place.name): the keys can't be read; restore a copy, or remove it and make new ones")
        }
    }

    /// Returns what is another one after each change.
    func version() throws -> String { try place.version() }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - tenant: The tenant whose shop it opens: letters, digits and `-`.
    ///   - scope: Its scope.
    ///   - note: A note beside it.
    /// - Returns: The entry, and the key, which is kept nowhere.
    /// - Throws: ``GuideError`` for a tenant that can't be a part of a file's name, a file that is full or can't be written.
    public func create(tenant: String, scope: KeyScope, note: String? = nil) throws -> (entry: Entry, key: String) {
        guard Self.isTenant(tenant) else {
            throw GuideError(
                .badRequest, "tenant \"\(tenant)\": it must be 1 to 40 small letters, digits and -, with a letter first"
            )
        }
        return try change { keys in
            guard keys.count < Self.most else {
                throw GuideError(.conflict, "there are \(keys.count) keys, which is the most; revoke some first")
            }
            var key = ""
            repeat {
                key = "sg_" + Self.secret()
            } while keys.contains { $0.id == key.prefix(11) }
            let entry = Entry(
                id: String(key.prefix(11)), digest: Self.digest(key), tenant: tenant, scope: scope,
                created: Int64(Date().timeIntervalSince1970), note: note)
            keys.append(entry)
            return (entry, key)
        }
    }

    /// Revokes a key.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - tenant: The tenant it must be of; nil for any.
    /// - Throws: ``GuideError`` where there is no such key.
    public func revoke(_ id: String, of tenant: String? = nil) throws {
        try change { keys in
            let isMeant = { (key: Entry) in key.id == id && (tenant == nil || key.tenant == tenant) }
            guard keys.contains(where: isMeant) else {
                throw GuideError(.missing, "there is no key \(id); shopguide key list shows those that there are")
            }
            keys.removeAll(where: isMeant)
        }
    }

    private func change<Value>(_ body: (inout [Entry]) throws -> Value) throws -> Value {
        try place.change { text in
            var keys = try Self.entries(in: text, at: place)
            let value = try body(&keys)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            text = String(decoding: try encoder.encode(File(keys: keys)), as: UTF8.self)
            return value
        }
    }

    /// The digest by which a key is known.
    static func digest(_ key: String) -> String { SHA256.hexadecimal(of: Array(key.utf8)) }

    /// Returns 256 bits of the kernel's random numbers (`getrandom`), in hexadecimal.
    private static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }.hexadecimal
    }

    /// Whether a name may be a tenant's.
    public static func isTenant(_ name: String) -> Bool {
        name.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil
    }
}
