import Foundation

/// The names in the objects of a JSON file, and the columns that they stand for.
///
/// Rows mostly have the same names in the same order: each name knows which one came after it when it appeared first.
struct JSONNames {
    /// A name in one kind of object.
    private struct Entry {
        let keyStart: Int
        let keyCount: Int
        /// The name that appeared next in the same kind of object.
        var next = -1
        var column = -1
        /// The objects that were its values.
        var object = -1
        /// The row that had it last.
        var row = 0
    }

    private struct Object {
        var first = -1
        var last = -1
        let prefix: String
    }

    private struct Key: Hashable {
        let object: Int
        let name: String
    }

    /// The names of the columns in the order of their appearance.
    private(set) var columns: [String] = []
    private let limit: Int
    private var indices: [String: Int] = [:]
    private var entries: [Entry] = []
    private var names: [String] = []
    private var keys: [UInt8] = []
    private var objects = [Object(prefix: "")]
    private var found: [Key: Int] = [:]

    /// The bytes that a name may have.
    static let nameBytes = 1024

    init(limit: Int) { self.limit = limit }

    /// Returns the full name of an entry.
    func name(of entry: Int) -> String { names[entry] }

    /// Returns the entry that is expected first in an object.
    func first(in object: Int) -> Int { objects[object].first }

    /// Returns the entry that is expected after another.
    func next(after entry: Int) -> Int { entries[entry].next }

    /// Returns the entry of a key, most likely the expected one, and notes that a row has it.
    mutating func entry(
        _ key: UnsafeBufferPointer<UInt8>, in object: Int, expected: Int, row: Int
    ) throws(JSONProblem) -> Int {
        var entry = expected
        for _ in 0..<4 where entry >= 0 && !matches(entry, key) { entry = entries[entry].next }
        if entry < 0 || !matches(entry, key) {
            let name = String(decoding: key, as: UTF8.self)
            if let known = found[Key(object: object, name: name)] {
                entry = known
            } else {
                entry = try add(name, key, in: object)
            }
        }
        guard entries[entry].row != row else { throw .reason("\"\(names[entry])\" is there twice") }
        entries[entry].row = row
        return entry
    }

    /// Returns the column of an entry.
    mutating func column(of entry: Int) throws(JSONProblem) -> Int {
        let known = entries[entry].column
        guard known < 0 else { return known }
        let name = names[entry]
        if let column = indices[name] {
            entries[entry].column = column
            return column
        }
        guard columns.count < limit else { throw tooMany }
        indices[name] = columns.count
        entries[entry].column = columns.count
        columns.append(name)
        return columns.count - 1
    }

    /// Returns the kind of object that is the value of an entry.
    mutating func object(of entry: Int) -> Int {
        let known = entries[entry].object
        guard known < 0 else { return known }
        objects.append(Object(prefix: names[entry] + "."))
        entries[entry].object = objects.count - 1
        return objects.count - 1
    }

    private func matches(_ entry: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entries[entry]
        guard entry.keyCount == key.count, let address = key.baseAddress else { return entry.keyCount == key.count }
        return keys.withUnsafeBufferPointer { keys in
            keys.baseAddress.map { memcmp($0 + entry.keyStart, address, entry.keyCount) == 0 } ?? false
        }
    }

    private mutating func add(
        _ name: String, _ key: UnsafeBufferPointer<UInt8>, in object: Int
    ) throws(JSONProblem) -> Int {
        guard object > 0 || !name.isEmpty else { throw .reason("a member without a name") }
        let full = objects[object].prefix + name
        guard full.utf8.count <= Self.nameBytes else {
            throw .reason("a member's name is longer than \(Self.nameBytes) bytes")
        }
        guard entries.count < 2 * limit else { throw tooMany }
        let entry = entries.count
        entries.append(Entry(keyStart: keys.count, keyCount: key.count))
        keys += key
        names.append(full)
        found[Key(object: object, name: name)] = entry
        if objects[object].last >= 0 {
            entries[objects[object].last].next = entry
        } else {
            objects[object].first = entry
        }
        objects[object].last = entry
        return entry
    }

    private var tooMany: JSONProblem { .reason("more than \(limit) different names in the file") }
}
