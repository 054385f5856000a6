import Foundation
import ShopGuideStore
import Testing

/// The files of models in any store.
@Suite struct ModelFileConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private func file(_ path: String, of model: String) -> ModelFile {
        ModelFile(model: model, path: path, digest: "digest of \(path)")
    }

    @Test(arguments: StoreKind.all)
    func `files of models are listed in order, read as they were, and removed with their model`(_ kind: StoreKind)
        throws
    {
        let store = try kind.store(shop)
        let contents = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
        try store.write { writer in
            try writer.save(file("b", of: "two"), [])
            try writer.save(file("b", of: "one"), contents)
            try writer.save(file("a/b", of: "one"), [0])
        }
        #expect(try store.modelFiles() == [file("a/b", of: "one"), file("b", of: "one"), file("b", of: "two")])
        #expect(try store.contents(of: file("b", of: "one")) == contents)
        #expect(try store.contents(of: file("b", of: "two")) == [])
        try store.write { writer in
            try writer.removeModelFiles(of: "one")
            try writer.save(ModelFile(model: "one", path: "b", digest: "another"), [1])
            try writer.removeModelFiles(of: "three")
        }
        #expect(try store.contents(of: file("b", of: "one")) == nil)
        #expect(try store.modelFiles().map(\.digest) == ["another", "digest of b"])
    }
}
