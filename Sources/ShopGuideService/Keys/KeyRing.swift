public import Foundation
import FewShotDigests
import FewShotTensors
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

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
        public var scope: Scope
        /// The time of its creation, in seconds since 1970.
        public var created: Int64
        /// A note of its creator.
        public var note: String?
    }

    private struct File: Codable {
        var keys: [Entry]
    }

    /// The file of the keys, where they are in one.
    public let url: URL
    /// The store that has them, where they aren't in a file.
    private let shared: SharedSetting?
    /// The bytes of a note, at most.
    public static let noteBytes = 200
    /// The keys that one file holds, at most.
    private static let most = 10_000

    /// Names the place of a store's keys: `shop.sqlite` has `shop.keys.json` beside it, a database has them in a setting.
    public init(besides store: URL) {
        shared = Stores.isFile(store) ? nil : SharedSetting("keys", of: store)
        let name = store.deletingPathExtension().lastPathComponent
        url = store.deletingLastPathComponent().appending(component: "\(name).keys.json")
    }

    /// The keys; none where there is no file.
    ///
    /// - Throws: ``GuideError`` for a file that can't be read.
    public func entries() throws -> [Entry] {
        if let shared { return try Self.entries(in: shared.text()) }
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do { return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).keys } catch {
            throw GuideError(
                .unusable, "\(path): the keys can't be read; restore a copy, or remove it and make new ones")
        }
    }

    private static func entries(in text: String?) throws -> [Entry] {
        try text.map { try JSONDecoder().decode(File.self, from: Data($0.utf8)).keys } ?? []
    }

    /// Returns what is another one after each change.
    func version() throws -> String {
        if let shared { return try shared.text() ?? "" }
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
        return "\((attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0)"
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - tenant: The tenant whose shop it opens: letters, digits and `-`.
    ///   - scope: Its scope.
    ///   - note: A note beside it.
    /// - Returns: The entry, and the key, which is kept nowhere.
    /// - Throws: ``GuideError`` for a tenant that can't be a part of a file's name, a file that is full or can't be written.
    public func create(tenant: String, scope: Scope, note: String? = nil) throws -> (entry: Entry, key: String) {
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
        if let shared {
            return try shared.change { text in
                var keys = try Self.entries(in: text)
                let value = try body(&keys)
                text = String(decoding: try JSONEncoder().encode(File(keys: keys)), as: UTF8.self)
                return value
            }
        }
        // One process at a time.
        let lock = open(url.path(percentEncoded: false) + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw GuideError(.unusable, "\(url.path(percentEncoded: false)): can't be locked for writing")
        }
        defer { close(lock) }
        var keys = try entries()
        let value = try body(&keys)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try DurableFile.write(try encoder.encode(File(keys: keys)), to: url)
        try? FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: url.path(percentEncoded: false))
        return value
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

/// The keys as a running service knows them: their place is looked at again at most once a second.
final class KnownKeys: Sendable {
    private struct State {
        var byDigest: [String: KeyRing.Entry] = [:]
        var version: String?
        var checked: ContinuousClock.Instant?
    }

    private let ring: KeyRing
    private let state = Mutex(State())

    init(_ ring: KeyRing) { self.ring = ring }

    /// Has the place looked at again before the next answer.
    func lookAgain() { state.withLock { $0.checked = nil } }

    /// Returns what is known of a key; `nil` for one that isn't, or was revoked.
    func entry(of key: String) throws -> KeyRing.Entry? {
        let digest = KeyRing.digest(key)
        return try state.withLock { state in
            let now = ContinuousClock.now
            if state.checked.map({ now - $0 > .seconds(1) }) ?? true {
                do {
                    let version = try ring.version()
                    if state.checked == nil || version != state.version {
                        state.byDigest = Dictionary(try ring.entries().map { ($0.digest, $0) }) { $1 }
                    }
                    state.version = version
                } catch let error as StoreError {
                    // While the database is away, the keys that were known are.
                    guard state.version != nil else { throw error }
                }
                state.checked = now
            }
            return state.byDigest[digest]
        }
    }
}
