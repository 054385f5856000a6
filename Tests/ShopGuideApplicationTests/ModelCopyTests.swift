import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Models that are activated on one machine and used on another, which lacks their folders.
@Suite struct ModelCopyTests {
    private let temporary: TemporaryShop
    private let store: any Store

    init() throws {
        temporary = try TemporaryShop()
        store = try Stores.open(at: temporary.store)
    }

    /// A folder with a learner of shoppers, as a training leaves it.
    private func learned() throws -> LearnedShoppers {
        let folder = temporary.folder.appending(path: "learned")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: TrainedShop.models.appending(path: "shoppers/relation"), to: folder.appending(path: "relation"))
        return LearnedShoppers(folder: folder, learner: "relation")
    }

    private func active() throws -> LearnedShoppers {
        try #require(try LearnedShoppers(activeIn: store)).located(in: store)
    }

    @Test func `learners that were activated are read where their folder is missing, or is another one`() throws {
        let learned = try learned()
        try learned.activate(in: store)
        #expect(try active().folder.path == learned.folder.path)
        let weights = learned.folder.appending(path: "relation/model.safetensors")
        let bytes = try Data(contentsOf: weights)
        for damage in [
            { try Data("another".utf8).write(to: weights) }, { try FileManager.default.removeItem(at: learned.folder) },
        ] {
            try damage()
            let copy = try active()
            #expect(copy.folder.path != learned.folder.path && copy.learner == "relation")
            #expect(try Data(contentsOf: copy.folder.appending(path: "relation/model.safetensors")) == bytes)
            #expect(try copy.models().map(\.name) == ["relation"])
        }
    }

    @Test func `a copy that isn't whole is told of, and one that was damaged on this machine is written again`() throws
    {
        let learned = try learned()
        try learned.activate(in: store)
        try FileManager.default.removeItem(at: learned.folder)
        let weights = try active().folder.appending(path: "relation/model.safetensors")
        try Data().write(to: weights)
        #expect(try active().models().count == 1)
        let files = try store.modelFiles()
        try store.write { writer in
            for file in files {
                try writer.removeModelFiles(of: file.model)
                try writer.save(ModelFile(model: file.model, path: file.path, digest: "of something else"), [1])
            }
        }
        let error = #expect(throws: GuideError.self) { try active() }
        #expect(error?.message.contains("isn't whole; activate it again where its folder is") == true)
    }

    @Test func `what is too large isn't kept, nor is what was kept before`() throws {
        let learned = try learned()
        try learned.activate(in: store)
        let file = try FileHandle(forWritingTo: learned.folder.appending(path: "relation/model.safetensors"))
        try file.truncate(atOffset: 129 << 20)
        try file.close()
        try learned.activate(in: store)
        #expect(try store.modelFiles().isEmpty)
        #expect(try active().folder.path == learned.folder.path)
    }

    @Test func `a model that is active sees on a machine that lacks its folder, and so does the one before`()
        async throws
    {
        let one = try temporary.open()
        let other = try Shop(
            store,
            Shop.Options(
                models: ModelCatalog(TrainedShop.models.appending(path: "products")), shoppers: try ShopperModels([])))
        try await one.activate("titles")
        try await other.follow()
        #expect(other.activeModel == "titles")
        let title = RecommendationRequest()
        #expect(
            try other.builtRecommender().recommend(title).items.count
                == one.builtRecommender().recommend(title).items.count)
        let list = try await other.modelList()
        #expect(list.items.contains { $0.id == "titles" && $0.active && $0.usable })
        try await other.rollBack()
        #expect(other.activeModel == "products")
        try await other.activate("titles")
        #expect(other.activeModel == "titles")
        #expect(try store.modelFiles().map(\.model).contains("model titles"))
    }
}
