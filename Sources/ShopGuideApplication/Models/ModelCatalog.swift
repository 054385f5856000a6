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

    /// The folder of a model.
    func url(of name: String) -> URL { folder.appending(path: name) }

    /// The models, in the order of their names.
    func entries() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return names.sorted().filter {
            FileManager.default.fileExists(
                atPath: folder.appending(path: "\($0)/model.safetensors").path(percentEncoded: false))
        }.map(entry)
    }

    /// Returns a model, adapted to a store's catalogue.
    ///
    /// - Throws: ``GuideError`` where there is no such model, or it can't be used.
    func model(_ name: String, in store: any Store) throws -> NamedModel {
        var named = try model(name)
        named.model = try named.model.adapted(to: store)
        return named
    }

    private func model(_ name: String) throws -> NamedModel {
        guard entries().contains(where: { $0.name == name }) else { throw GuideError.missing("model \"\(name)\"") }
        return NamedModel(name: name, model: try entry(name).model.get())
    }

    /// Returns the active model of a store, adapted to its catalogue: the one that was activated last, if it is still there.
    func active(in store: any Store) throws -> NamedModel {
        var named = NamedModel(name: defaultName, model: try entry(defaultName).model.get())
        if !isFixed, let name = try store.setting(Self.activeSetting), let model = try? model(name) { named = model }
        named.model = try named.model.adapted(to: store)
        return named
    }

    /// Whether a model is the one that a store is to be seen with.
    func isActive(name: String, in store: any Store) throws -> Bool {
        guard !isFixed, let setting = try store.setting(Self.activeSetting) else { return true }
        return setting == name || (try? model(setting)) == nil
    }

    private func entry(_ name: String) -> Entry {
        let file = folder.appending(path: "\(name)/model.safetensors").path(percentEncoded: false)
        let modified = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
        if let known = loaded.withLock({ $0[name] }), known.modified == modified { return known.entry }
        let model: Result<CategoryModel, GuideError>
        do {
            var loaded = try CategoryModel(folder.appending(path: name), on: device)
            loaded.encoders = encoders
            model = .success(loaded)
        } catch {
            let path = folder.appending(path: name).path(percentEncoded: false)
            model = .failure(GuideError(.unusable, "\(error)".replacing(path, with: name)))
        }
        let entry = Entry(name: name, model: model)
        loaded.withLock { $0[name] = (modified, entry) }
        return entry
    }
}
