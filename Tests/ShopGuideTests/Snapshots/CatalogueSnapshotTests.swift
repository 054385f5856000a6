import FewShotTensors
import ShopGuide
import Testing

/// The products of an index as bytes, and back.
@Suite struct CatalogueSnapshotTests {
    private func bytes(of catalogue: ProductCatalogue) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withoutActuallyEscaping({ (part: UnsafeRawBufferPointer) in bytes.append(contentsOf: part) }) {
            try catalogue.write(to: SnapshotWriter($0))
        }
        return bytes
    }

    private func catalogue(of bytes: [UInt8]) throws -> ProductCatalogue {
        var place = 0
        var reader = SnapshotReader(bytes.count) { target in
            target.copyBytes(from: bytes[place..<place + target.count])
            place += target.count
        }
        return try ProductCatalogue(&reader, modelDigest: "model")
    }

    /// A shop some of whose products have changed or gone.
    private func changedShop(products: Int = 3_000) throws -> LargeShop {
        var shop = LargeShop(products: products, shoppers: 50)
        for number in stride(from: 0, to: products, by: 7) { try shop.index.apply(.productRemoved("p\(number)")) }
        for number in stride(from: 1, to: products, by: 9) {
            shop.index.insert(LargeShop.product(number), at: shop.point(in: number % 40))
        }
        shop.index.insert(LargeShop.product(products + 1), at: shop.point(in: 3))
        return shop
    }

    @Test func `a catalogue that was read answers as the one that was written, also after more changes`() throws {
        var shop = try changedShop()
        var kept = RecommendationIndex(try catalogue(of: bytes(of: try #require(shop.index.catalogue))))
        #expect(kept.count == shop.index.count && kept.markets == shop.index.markets)
        func expectSame() throws {
            // Of an index whose shoppers did nothing, for a catalogue has none.
            let bare = RecommendationIndex(try #require(shop.index.catalogue))
            for id in stride(from: 1, to: 900, by: 15).map({ "p\($0)" }) where kept.product(id) != nil {
                let request = RecommendationRequest()
                let mine = try kept.similar(to: id, request, now: LargeShop.now)
                let theirs = try bare.similar(to: id, request, now: LargeShop.now)
                #expect(mine.map(\.product) == theirs.map(\.product) && mine.map(\.score) == theirs.map(\.score))
            }
        }
        try expectSame()
        for number in stride(from: 3, to: 3_000, by: 11) {
            let product = EmbeddedProduct(
                LargeShop.product(number), shop.point(in: number % 50), modelDigest: "model")
            try kept.apply(.productSaved(product))
            try shop.index.apply(.productSaved(product))
            try kept.apply(.productRemoved("p\(number + 1)"))
            try shop.index.apply(.productRemoved("p\(number + 1)"))
        }
        try expectSame()
    }

    @Test func `a copy stays as it was while the index changes`() throws {
        var shop = try changedShop(products: 800)
        let catalogue = try #require(shop.index.catalogue)
        let before = try self.catalogue(of: bytes(of: catalogue)).product("p5")
        shop.index.insert(Product(id: "p5", title: LocalizedText("Another")), at: shop.point(in: 1))
        try shop.index.apply(.productRemoved("p6"))
        #expect(catalogue.product("p5") == before && catalogue.product("p6") != nil)
        #expect(shop.index.product("p5")?.title == LocalizedText("Another"))
    }

    @Test func `bytes that are cut off are refused`() throws {
        let bytes = try bytes(of: try #require(changedShop(products: 300).index.catalogue))
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
            #expect(throws: SnapshotError.self, "\(count)") { try catalogue(of: Array(bytes.prefix(count))) }
        }
        #expect(throws: SnapshotError.self) { try catalogue(of: bytes + [0]) }
    }

    @Test func `bytes that nobody wrote are refused, or answer something`() throws {
        let bytes = try bytes(of: try #require(changedShop(products: 300).index.catalogue))
        var generator = SeededGenerator(seed: 8)
        var refused = 0
        for _ in 0..<600 {
            var changed = bytes
            let place = generator.integer(below: bytes.count)
            for offset in 0..<[1, 4, 8][generator.integer(below: 3)] where place + offset < bytes.count {
                changed[place + offset] =
                    [0xFF, 0, 0x7F, UInt8(generator.integer(below: 256))][generator.integer(below: 4)]
            }
            guard var index = (try? catalogue(of: changed)).map({ RecommendationIndex($0) }) else {
                refused += 1
                continue
            }
            var request = RecommendationRequest()
            (request.explain, request.brand) = (true, "Brand 1")
            _ = try? index.recommend(request, now: LargeShop.now)
            for number in stride(from: 1, to: 300, by: 13) {
                _ = try? index.similar(to: "p\(number)", RecommendationRequest(), now: LargeShop.now)
                try? index.apply(.productRemoved("p\(number)"))
                index.insert(LargeShop.product(number), at: [Float](repeating: 1, count: LargeShop.dimensions))
            }
        }
        #expect(refused > 10)
    }

    @Test func `lists that claim to be longer than the file take no memory`() throws {
        #expect(throws: SnapshotError.self) { try catalogue(of: [UInt8](repeating: 0xFF, count: 64)) }
        #expect(throws: SnapshotError.self) { try catalogue(of: []) }
    }
}
