import Foundation
import FewShotTensors
import ShopGuide
import ShopGuideStore

/// A place of one text that processes change in turn.
protocol KeyPlace: Sendable {
    /// Its name in messages.
    var name: String { get }
    /// Returns the text; nil where there is none yet.
    func text() throws -> String?
    /// Returns what is another one after each change.
    func version() throws -> String
    /// Changes the text, while no other process does.
    func change<Value>(_ body: (inout String?) throws -> Value) throws -> Value
}

/// The file of the keys beside a store, for its owner alone.
struct KeyFile: KeyPlace {
    private let url: URL

    /// Names the file: `shop.sqlite` has `shop.keys.json` beside it.
    init(besides store: URL) {
        let name = store.deletingPathExtension().lastPathComponent
        url = store.deletingLastPathComponent().appending(component: "\(name).keys.json")
    }

    var name: String { url.path(percentEncoded: false) }

    func text() throws -> String? {
        guard FileManager.default.fileExists(atPath: name) else { return nil }
        do { return String(decoding: try Data(contentsOf: url), as: UTF8.self) } catch {
            throw GuideError(.unusable, "\(name): can't be read; its owner alone may, who is to start the program")
        }
    }

    func version() throws -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: name)
        return "\((attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0)"
    }

    func change<Value>(_ body: (inout String?) throws -> Value) throws -> Value {
        let lock = open(name + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw GuideError(.unusable, "\(name): can't be locked for writing")
        }
        defer { close(lock) }
        var text = try text()
        let value = try body(&text)
        try DurableFile.write(Data((text ?? "").utf8), to: url)
        try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: name)
        return value
    }
}
