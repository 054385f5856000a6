import Foundation
import ShopGuideStore
import Synchronization

/// A setting of a store that several processes share; the store is opened when it is first asked for.
final class SharedSetting: KeyPlace {
    private let setting: String
    private let place: URL
    private let store = Mutex<(any Store)?>(nil)

    init(_ setting: String, of place: URL) { (self.setting, self.place) = (setting, place) }

    var name: String { "setting \(setting) of the store" }

    private func opened() throws -> any Store {
        try store.withLock { store in
            let opened = try store ?? Stores.open(at: place)
            store = opened
            return opened
        }
    }

    /// Returns the text; nil where nobody has set it.
    func text() throws -> String? { try opened().setting(setting) }

    /// Returns the text itself.
    func version() throws -> String { try text() ?? "" }

    /// Changes the text, while no other process does.
    func change<Value>(_ body: (inout String?) throws -> Value) throws -> Value {
        try opened().write { writer in
            let before = try writer.setting(setting)
            var text = before
            let value = try body(&text)
            if let text, text != before { try writer.set(setting, to: text) }
            return value
        }
    }
}
