import Foundation
package import ShopGuide
public import ShopGuideStore

/// The pretrained encoders that a store sees with, kept among its settings.
struct StoreEncoders: Sendable, Equatable {
    /// The encoders' views of products, in the order in which they were added.
    var sources: [VectorSource]
    /// Those of which every product that could be was embedded once.
    private(set) var encoded: [VectorSource]

    /// The store's setting that names the encoders.
    static let setting = "encoders"
    /// The store's setting that names those of which every product was embedded.
    private static let encodedSetting = "encoders with embeddings"

    /// Reads the encoders of a store; none where this version can't read them.
    init(in store: any Store) throws {
        func list(_ setting: String) throws -> [VectorSource] {
            let text = try store.setting(setting) ?? "[]"
            return (try? JSONDecoder().decode([VectorSource].self, from: Data(text.utf8))) ?? []
        }
        sources = try list(Self.setting)
        encoded = try list(Self.encodedSetting)
    }

    /// The encoders that can be columns.
    var ready: [VectorSource] { sources.filter(encoded.contains) }

    /// Saves the encoders; one that is taken away has to embed every product again when it comes back.
    func save(with writer: any StoreWriter) throws {
        try writer.set(Self.setting, to: Self.text(sources))
        try writer.set(Self.encodedSetting, to: Self.text(ready))
    }

    /// Saves that every product was embedded by some encoders.
    func save(encoded sources: [VectorSource], with writer: any StoreWriter) throws {
        try writer.set(Self.encodedSetting, to: Self.text(ready.filter { !sources.contains($0) } + sources))
    }

    private static func text(_ sources: [VectorSource]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(sources), as: UTF8.self)
    }
}

extension Store {
    /// The names of the pretrained encoders that the store sees with, in the order in which they were added.
    public var encoderNames: [String] {
        get throws {
            var names: [String] = []
            for source in try StoreEncoders(in: self).sources where !names.contains(source.encoder) {
                names.append(source.encoder)
            }
            return names
        }
    }
}

extension VectorSource {
    /// The name under which a store keeps its embeddings.
    package var storedName: String { "encoder \(digest) \(input.rawValue)" }
}
