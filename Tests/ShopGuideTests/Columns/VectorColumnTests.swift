import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import Testing

/// Columns that pretrained encoders make.
@Suite struct VectorColumnTests {
    private let picture = VectorSource("eye", digest: "1", input: .picture, isOnly: true)
    private let title = VectorSource("reader", digest: "2", input: .title, isOnly: true)
    private let encoder: ColumnEncoder

    init() {
        var generator = SeededGenerator(seed: 3)
        encoder = ColumnEncoder(.profiled(), using: &generator)
    }

    /// Products of four kinds whose vectors have a large mean in common, a small share of their kind, and noise.
    private func vectors(_ count: Int) -> [String: [String: [Float]]] {
        var generator = SeededGenerator(seed: 1)
        let width = 200
        let mean = (0..<width).map { _ in Float(generator.uniform(in: 2...4)) }
        let kinds = (0..<4).map { _ in (0..<width).map { _ in Float(generator.uniform(in: -0.3...0.3)) } }
        var vectors: [String: [String: [Float]]] = [:]
        for product in 0..<count {
            let vector = (0..<width).map {
                mean[$0] + kinds[product % 4][$0] + Float(generator.uniform(in: -0.4...0.4))
            }
            vectors["p\(product)"] = [picture.column: vector, title.column: Array(vector.prefix(40))]
        }
        return vectors
    }

    private func products(_ count: Int) -> [Product] {
        (0..<count).map { Product(id: "p\($0)", title: LocalizedText("thing \($0) of kind \($0 % 4)")) }
    }

    private func profile(_ count: Int, after earlier: CatalogueProfile? = nil) -> CatalogueProfile {
        let vectors = vectors(count)
        return CatalogueProfile(of: products(count), sources: [picture, title], after: earlier) {
            vectors[$0.id] ?? [:]
        }
    }

    private func embeddings(_ rows: [[Float]], by encoder: ColumnEncoder) throws -> [[Float]] {
        let numbers = try encoder(Tensor(rows.flatMap(\.self), shape: [rows.count, encoder.parts.width]))
            .values(as: Float.self)
        let width = numbers.count / rows.count
        return rows.indices.map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }

    private func cosine(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
        func dot(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }

    @Test func `are named, weighed and given a place each`() throws {
        let profile = profile(40)
        #expect(profile.vectorColumns.map(\.name) == ["encoder:eye", "encoder:reader"])
        #expect(profile.vectorColumns.map(\.source) == [picture, title])
        #expect(profile.sources == [picture, title] && !profile.hasVectors)
        let wide = encoder.reading(vectors: 2)
        let weights = try wide.weights(of: profile)
        for (column, weight) in zip(profile.columns, weights) where column.kind == .vector { #expect(weight > 0) }
        let features = ProductFeatures(wide.parts, profile)
        let vectors = try #require(vectors(40)["p5"])
        let whole = features.row(of: Product(id: "x"), vectors: vectors)
        let half = features.row(of: Product(id: "x"), vectors: [title.column: vectors[title.column] ?? []])
        #expect(whole.count == wide.parts.width)
        let known = [whole, half].map { row in
            wide.parts.slots.filter { row[$0.range].contains { $0 != 0 } }.map(\.slot)
        }
        #expect(known == [[.init(.vector, 0), .init(.vector, 1)], [.init(.vector, 1)]])
        let ranges = wide.slotRanges
        let (first, second) = (try #require(ranges[.init(.vector, 0)]), try #require(ranges[.init(.vector, 1)]))
        let embedded = try embeddings([whole, half], by: wide)
        #expect(embedded[0][first].contains { $0 != 0 } && embedded[0][second].contains { $0 != 0 })
        #expect(embedded[1][first].allSatisfy { abs($0) < 1e-4 } && embedded[1][second].contains { $0 != 0 })
        #expect(features.row(half, with: vectors) == whole)
    }

    @Test(arguments: [40, 400]) func `tell kinds apart that are near each other but for a mean`(_ count: Int) throws {
        let profile = profile(count)
        let wide = encoder.reading(vectors: 2)
        let features = ProductFeatures(wide.parts, profile)
        let vectors = vectors(count)
        let raw = try (0..<8).map { try #require(vectors["p\($0)"]?[picture.column]) }
        #expect(cosine(raw[0], raw[1]) > 0.98)
        let range = try #require(wide.slotRanges[.init(.vector, 0)])
        let embedded = try embeddings(
            raw.map { features.row(of: Product(id: "x"), vectors: [picture.column: $0]) }, by: wide
        ).map { $0[range] }
        let same = (0..<4).reduce(0) { $0 + cosine(embedded[$1], embedded[$1 + 4]) / 4 }
        let other = (0..<4).reduce(0) { $0 + cosine(embedded[$1], embedded[($1 + 1) % 4]) / 4 }
        #expect(same > other + 0.15)
    }

    @Test func `come back from a store as they were`() throws {
        for count in [40, 400] {
            let profile = profile(count)
            let data = try JSONEncoder().encode(profile)
            #expect(try JSONDecoder().decode(CatalogueProfile.self, from: data) == profile)
        }
        let plain = try JSONEncoder().encode(CatalogueProfile(of: products(40)))
        let text = String(decoding: plain, as: UTF8.self)
        #expect(!text.contains("encoders") && !text.contains("source") && !text.contains("reduction"))
    }

    @Test func `are compared as before in the next profile, until far more products are known`() {
        let (few, more, many) = (profile(200), profile(300, after: profile(200)), profile(600, after: profile(200)))
        for column in few.vectorColumns {
            #expect(more.compares(column, like: few))
            #expect(!many.vectorColumns.contains { $0.name == column.name && many.compares($0, like: few) })
        }
    }

    @Test func `of another width than the others are as if there were none`() throws {
        let wide = encoder.reading(vectors: 2)
        let row = ProductFeatures(wide.parts, profile(40)).row(
            of: Product(id: "x"), vectors: [picture.column: [1, 2, 3]])
        #expect(row.allSatisfy { $0 == 0 })
    }

    @Test func `leave an embedding as it was where there are none`() throws {
        let products = products(40)
        let profile = CatalogueProfile(of: products)
        let wide = encoder.reading(vectors: 3)
        let one = try embeddings([ProductFeatures(encoder.parts, profile).row(of: products[0])], by: encoder)[0]
        let three = try embeddings([ProductFeatures(wide.parts, profile).row(of: products[0])], by: wide)[0]
        #expect(three.count == one.count + 256)
        #expect(Array(three.prefix(one.count)) == one && three.dropFirst(one.count).allSatisfy { $0 == 0 })
    }
}
