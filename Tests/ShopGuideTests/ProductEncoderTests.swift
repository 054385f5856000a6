import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import Testing

@Suite struct `Encoders of products` {
    private static let tolerance = 1e-5
    private let parts = ProductParts(title: 3, attributes: 2, vector: 2)

    private func encoder(seed: UInt64 = 1) -> ProductEncoder {
        var generator = SeededGenerator(seed: seed)
        return ProductEncoder(parts, using: &generator)
    }

    private func row(title: [Double] = [0, 0, 0], attributes: [Double] = [0, 0, 0, 0], vector: [Double] = [0, 0])
        -> Tensor
    {
        Tensor((title + attributes + vector).map(Float.init), shape: [1, 9])
    }

    private func length(_ point: Tensor) throws -> Double { try point.squared().sum().squareRoot().scalar() }

    @Test func `a bag of tokens is where its tokens point, whatever their order, and zeros stand for nothing`() throws {
        let bag = HashedBag(tokens: 100, dimensions: 16)
        let points = bag(Tensor([Float(7), 9, 0, 9, 7, 0, 7, 0, 0, 0, 0, 0], shape: [4, 3]))
        let values = try points.values(as: Float.self)
        #expect(Array(values[0..<16]) == Array(values[16..<32]))
        #expect(values[48...].allSatisfy { $0 == 0 })
        // One token is one dimension, with a sign.
        #expect(values[32..<48].filter { $0 != 0 }.map(abs) == [1])
    }

    @Test func `a token that is rare says more`() throws {
        var bag = HashedBag(tokens: 10, dimensions: 8)
        try bag.weigh(byRarityIn: Tensor([Float(1), 2, 1, 3, 1, 0], shape: [3, 2]))
        let importance = try bag.importance.values(as: Float.self)
        // log(1 + log((1 + 3) / (1 + n)))
        #expect(abs(importance[1]) < 1e-6)
        #expect(abs(Double(importance[2]) - log(1 + log(2))) < 1e-6)
        #expect(importance[9] > importance[2])
    }

    @Test func `a table adds embeddings as long as their values`() throws {
        var generator = SeededGenerator(seed: 3)
        var table = HashedTable(entries: 3, dimensions: 2, using: &generator)
        table.table = Tensor([Float(9), 9, 3, 0, 0, 2], shape: [3, 2])
        let point = try table(Tensor([Float(1), 2, 1, 2], shape: [1, 4])).values(as: Float.self)
        #expect(abs(point[0] - 0.6) < 1e-6 && abs(point[1] - 0.8) < 1e-6)  // (3, 4) at length 1
    }

    @Test func `every product is of one length, whatever is missing`() throws {
        let encoder = encoder()
        let length = try encoder.length.exp().scalar()
        let rows = [
            row(title: [5, 6, 7], attributes: [4, 0, 1, 0], vector: [1, 2]), row(title: [5, 6, 7]),
            row(vector: [3, -1]),
            row(title: [8, 0, 0], attributes: [4, 2, 1, -2]),
        ]
        for row in rows { #expect(abs(try self.length(encoder(row)) - length) < Self.tolerance) }
        #expect(try self.length(encoder(row())) == 0)
    }

    @Test func `what is missing takes no room: two titles are as far as they are by themselves`() throws {
        let encoder = encoder()
        let scale = exp(2 * (try encoder.length.scalar()))
        let (one, other) = (row(title: [5, 6, 7]), row(title: [5, 9, 0]))
        let distance = try encoder(one).squaredDistances(to: encoder(other)).scalar()
        let bag = HashedBag(tokens: ProductParts.tokens, dimensions: 512)
        let own = try bag(one.slice(0..<3, 1)).squaredDistances(to: bag(other.slice(0..<3, 1))).scalar()
        #expect(abs(distance - scale * own) < 1e-3)
    }

    @Test func `gradients are those of finite differences, also through a part that is missing`() throws {
        let rows = Tensor.concatenated([
            row(title: [5, 6, 7], attributes: [4, 3, 1, 0.5], vector: [1, 2]), row(title: [6, 0, 0], vector: [1, -1]),
        ]).to(.float64)
        let encoder = encoder().mapTensors { $0.to(.float64) }
        var generator = SeededGenerator(seed: 4)
        let target = Tensor.normal(encoder(rows).shape, type: .float64, using: &generator)
        let (_, gradient) = try valueWithGradient(at: encoder) { ($0(rows) * target).sum() }
        let step = 1e-5
        func value(_ change: Double) throws -> Double {
            var moved = encoder
            moved.shares = moved.shares + Tensor([change, 0, 0], shape: [3]).to(.float64)
            return try (moved(rows) * target).sum().scalar()
        }
        let slope = (try value(step) - value(-step)) / (2 * step)
        let shares = try gradient.tensors[0].values(as: Double.self)
        #expect(abs(shares[0] - slope) < 1e-6 * max(1, abs(slope)))
        for tensor in gradient.tensors { #expect(try tensor.isFinite().all().scalar() == 1) }
    }

    @Test func `titles by themselves lie where the encoder places them, without tensors too`() throws {
        let encoder = encoder()
        let embedder = try #require(try encoder.titleEmbedder())
        for title in [[5, 6, 7], [9, 65_535, 0], [0, 0, 0]] as [[Double]] {
            let expected = try encoder(row(title: title)).values(as: Float.self)
            let point = embedder.embedding(of: title.map { Int($0) })
            #expect(point.count == expected.count)
            for (value, other) in zip(point, expected) { #expect(abs(value - other) < 1e-5) }
        }
    }

    @Test func `a layout knows its rows, and what is wrong with it`() {
        let whole = ProductParts(image: [3, 16, 32], title: 4, attributes: 2, vector: 6)
        #expect(whole.width == 1536 + 4 + 4 + 6)
        #expect(whole.ranges.map(\.part) == [.image, .title, .attributes, .vector])
        #expect(whole.ranges.last?.range == 1544..<1550)
        #expect(whole.objection == nil)
        #expect(ProductParts().objection == "nothing of a product is encoded")
        #expect(ProductParts(image: [3, 8, 8]).objection?.hasPrefix("pictures of shape [3, 8, 8]") == true)
        #expect(ProductParts(title: 0).objection == "nothing of a product is encoded")
        #expect(ProductParts(vector: 70_000).objection == "vector of 70000 numbers: it must be from 1 to 65536")
    }

    @Test(arguments: Device.available)
    func `embeddings and their gradients are those of the processor on every device`(device: Device) throws {
        let rows = Tensor.concatenated([
            row(title: [5, 6, 7], attributes: [4, 3, 1, 0.5], vector: [1, 2]), row(title: [6, 0, 0], vector: [1, -1]),
        ])
        func all(on device: Device) throws -> [Tensor] {
            let (encoder, rows) = (encoder().on(device), rows.to(device))
            let gradient = try valueWithGradient(at: encoder) { $0(rows).power(3).sum() }.gradient
            var initialized = encoder
            try initialized.initialize(from: rows)
            return [encoder(rows), initialized(rows)] + gradient.tensors
        }
        for (tensor, expected) in zip(try all(on: device), try all(on: .cpu)) {
            #expect(tensor.device == device)
            #expect(try (tensor.to(.cpu) - expected).absolute().max().scalar() < 1e-3)
        }
    }
}
