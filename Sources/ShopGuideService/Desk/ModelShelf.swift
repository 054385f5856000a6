import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// A model with what it is called.
struct NamedModel: Sendable {
    var name: String
    var model: CategoryModel
}

/// The models that can see products: the one that the service was started with, and those in the folders beside it.
final class ModelShelf: Sendable {
    /// What is known of a folder.
    struct Entry: Sendable {
        var name: String
        /// The model, or why it can't be used.
        var model: Result<CategoryModel, GuideError>
    }

    /// What the setting of a store's active model is called.
    static let active = "model"
    /// What that of the one before is called.
    static let previous = "previous model"

    private let folder: URL
    private let usual: String
    private let loaded = Mutex<[String: (modified: Date?, entry: Entry)]>([:])

    init(_ model: URL) {
        let model = model.standardizedFileURL
        folder = model.deletingLastPathComponent()
        usual = model.lastPathComponent
    }

    /// The models, in the order of their names.
    func entries() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return names.sorted().filter {
            FileManager.default.fileExists(
                atPath: folder.appending(path: "\($0)/model.safetensors").path(percentEncoded: false))
        }.map(entry)
    }

    /// Returns a model.
    ///
    /// - Throws: ``GuideError`` where there is no such model, or it can't be used.
    func model(_ name: String) throws -> NamedModel {
        guard entries().contains(where: { $0.name == name }) else {
            throw GuideError(.missing, "there is no model \"\(name)\"")
        }
        return NamedModel(name: name, model: try entry(name).model.get())
    }

    /// Returns the model that a store is seen with: the one that was activated last, if it is still there.
    func active(in store: any Store) throws -> NamedModel {
        if let name = try store.setting(Self.active), let model = try? model(name) { return model }
        return NamedModel(name: usual, model: try entry(usual).model.get())
    }

    private func entry(_ name: String) -> Entry {
        let file = folder.appending(path: "\(name)/model.safetensors").path(percentEncoded: false)
        let modified = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
        if let known = loaded.withLock({ $0[name] }), known.modified == modified { return known.entry }
        let model: Result<CategoryModel, GuideError>
        do { model = .success(try CategoryModel(folder.appending(path: name))) } catch {
            let path = folder.appending(path: name).path(percentEncoded: false)
            let reason = "\(error)".replacing(path, with: name)
            model = .failure(GuideError(.unusable, reason))
        }
        let entry = Entry(name: name, model: model)
        loaded.withLock { $0[name] = (modified, entry) }
        return entry
    }
}
