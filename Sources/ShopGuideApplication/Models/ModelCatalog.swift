public import FewShotTensors
public import Foundation
public import ShopGuide
import ShopGuideStore
import Synchronization

/// A model with its name.
struct NamedModel: Sendable {
    var name: String
    var model: CategoryModel
}

/// The models that can encode products: a default one, and those in the folders beside it.
public final class ModelCatalog: Sendable {
    /// A model folder.
    public struct Entry: Sendable {
        /// The folder's name.
        public var name: String
        /// The model, or the reason why it can't be used.
        public var model: Result<CategoryModel, GuideError>
    }

    /// The store's setting that names the active model.
    static let activeSetting = "model"
    /// The store's setting that names the model that was active before.
    static let previousSetting = "previous model"

    private let folder: URL
    private let defaultName: String
    private let isFixed: Bool
    private let device: Device
    /// The pretrained encoders that stores see with.
    let encoders: PretrainedEncoders
    private let loaded = Mutex<[String: (modified: Date?, entry: Entry)]>([:])

    /// Creates a catalogue.
    ///
    /// - Parameters:
    ///   - model: The folder of the model that is active where a store names none.
    ///   - isFixed: Whether it is active whatever a store names.
    ///   - device: The device that models compute on.
    ///   - encoders: The pretrained encoders of this machine; none where `nil`.
    public init(
        _ model: URL, isFixed: Bool = false, on device: Device = .cpu, encoders: PretrainedEncoders? = nil
    ) {
        self.device = device
        self.encoders = encoders ?? PretrainedEncoders(nil)
        let model = model.standardizedFileURL
        folder = model.deletingLastPathComponent()
        defaultName = model.lastPathComponent
        self.isFixed = isFixed
    }

    /// The models of this machine, in the order of their names.
    private func names() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return names.sorted().filter {
            FileManager.default.fileExists(
                atPath: folder.appending(path: "\($0)/model.safetensors").path(percentEncoded: false))
        }
    }

    /// Returns the models of this machine and those that a store keeps copies of, in the order of their names.
    func entries(in store: any Store) throws -> [Entry] {
        let copies = try store.modelFiles().compactMap { Self.name(ofCopy: $0.model) }
        return try Set(names() + copies).sorted().map { entry($0, at: try place(of: $0, in: store)) }
    }

    /// Returns a model, adapted to a store's catalogue.
    ///
    /// - Throws: ``GuideError`` where there is no such model, or it can't be used.
    func model(_ name: String, in store: any Store) throws -> NamedModel {
        var named = try found(name, in: store)
        named.model = try named.model.adapted(to: store)
        return named
    }

    private func found(_ name: String, in store: any Store) throws -> NamedModel {
        NamedModel(name: name, model: try entry(name, at: place(of: name, in: store)).model.get())
    }

    /// Returns the folder of a model: its own or, where this machine lacks it, one with the copy that a store keeps.
    func place(of name: String, in store: any Store) throws -> URL {
        if names().contains(name) { return folder.appending(path: name) }
        guard let copy = try ModelCopy(of: Self.copyPrefix + name, in: store) else {
            throw GuideError.missing("model \"\(name)\"")
        }
        return try copy.folder()
    }

    /// Returns the active model of a store, adapted to its catalogue: the one that was activated last, if it is still there.
    func active(in store: any Store) throws -> NamedModel {
        let usual = entry(defaultName, at: folder.appending(path: defaultName))
        var named = NamedModel(name: defaultName, model: try usual.model.get())
        if !isFixed, let name = try store.setting(Self.activeSetting), let model = try? found(name, in: store) {
            named = model
        }
        named.model = try named.model.adapted(to: store)
        return named
    }

    /// Whether a model is the one that a store is to be seen with.
    func isActive(name: String, in store: any Store) throws -> Bool {
        guard !isFixed, let setting = try store.setting(Self.activeSetting) else { return true }
        return setting == name || (try? found(setting, in: store)) == nil
    }

    // MARK: - Copies

    /// The beginning of the names of copies.
    private static let copyPrefix = "model "

    private static func name(ofCopy model: String) -> String? {
        model.hasPrefix(copyPrefix) ? String(model.dropFirst(copyPrefix.count)) : nil
    }

    /// Has a store keep copies of some models, and of no others.
    func keepCopies(of models: [String], in store: any Store, with writer: any StoreWriter) throws {
        for copy in Set(try store.modelFiles().map(\.model)) {
            if let name = Self.name(ofCopy: copy), !models.contains(name) { try writer.removeModelFiles(of: copy) }
        }
        for name in models where names().contains(name) {
            try ModelCopy.save(folder.appending(path: name), of: Self.copyPrefix + name, with: writer)
        }
    }

    private func entry(_ name: String, at place: URL) -> Entry {
        let path = place.path(percentEncoded: false)
        let file = place.appending(path: "model.safetensors").path(percentEncoded: false)
        let modified = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
        if let known = loaded.withLock({ $0[path] }), known.modified == modified { return known.entry }
        let model: Result<CategoryModel, GuideError>
        do {
            var loaded = try CategoryModel(place, on: device)
            loaded.encoders = encoders
            model = .success(loaded)
        } catch { model = .failure(GuideError(.unusable, "\(error)".replacing(path, with: name))) }
        let entry = Entry(name: name, model: model)
        loaded.withLock { $0[path] = (modified, entry) }
        return entry
    }
}
