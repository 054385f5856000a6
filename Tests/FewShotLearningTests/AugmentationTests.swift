import FewShotLearning
import FewShotTensors
import Testing

@Suite struct AugmentationTests {
    private let images = {
        var generator = SeededGenerator(seed: 1)
        return Tensor.uniform([3, 1, 8, 8], using: &generator)
    }()

    private func varied(_ augmentation: Augmentation, seed: UInt64 = 0) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return augmentation(images, using: &generator)
    }

    @Test func `without variations images stay as they are`() throws {
        #expect(try (varied(Augmentation()) - images).absolute().max().scalar() < 1e-5)
    }

    @Test(arguments: [Augmentation.drawings, .photos])
    func `the same generator varies alike, another otherwise`(augmentation: Augmentation) throws {
        #expect(varied(augmentation).shape == images.shape)
        #expect(try varied(augmentation).bytes() == varied(augmentation).bytes())
        #expect(try varied(augmentation).bytes() != varied(augmentation, seed: 1).bytes())
    }

    @Test func `a factor makes every bound so many times as large`() {
        let strong = Augmentation.photos.scaled(by: 2)
        #expect((strong.rotation, strong.scale) == (20, 0.5))
        #expect((strong.shift, strong.color, strong.warp) == (0.2, 0.5, 0))
        #expect(strong.isMirrored)
        #expect(Augmentation.drawings.scaled(by: 2).warp == 0.04 && Augmentation.drawings.scaled(by: 2).shear == 0.3)
        #expect(Augmentation.drawings.scaled(by: 1) == .drawings)
    }

    @Test func `a mirrored image is read from the right`() throws {
        var augmentation = Augmentation()
        augmentation.isMirrored = true
        let both = try (0..<8).map { try varied(augmentation, seed: $0)[0].values(as: Float.self) }
        let (straight, mirrored) = (
            try images[0].values(as: Float.self), try images.flipped(3)[0].values(as: Float.self)
        )
        func isNear(_ a: [Float], _ b: [Float]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 } }
        #expect(both.allSatisfy { isNear($0, straight) || isNear($0, mirrored) })
        #expect(both.contains { isNear($0, mirrored) } && both.contains { isNear($0, straight) })
    }

    @Test func `a shifted image is the image read at one distance from every pixel`() throws {
        var augmentation = Augmentation()
        augmentation.shift = 0.25
        // On a slope the shift shows as a constant difference: brightness is x/8 + 2y/8 at the pixel (x, y).
        let brightness: [Float] = (0..<64).map { pixel in Float(pixel % 8 + 2 * (pixel / 8)) / 8 }
        let slope = Tensor(brightness, shape: [1, 1, 8, 8])
        var generator = SeededGenerator(seed: 4)
        let moved = augmentation(slope, using: &generator)
        let inner = (moved - slope).slice(2..<6, 2).slice(2..<6, 3)  // further out a shift of two pixels reads beyond
        let (least, most) = (try inner.min().scalar(), try inner.max().scalar())
        #expect(most - least < 1e-5)
        #expect(abs(least) > 1e-3 && abs(least) <= 0.75)  // two pixels by each axis at most: (2 + 2 · 2) / 8
    }

    @Test func `drawings keep their ink within bounds and mostly within the picture`() throws {
        let square = Tensor.zeros([20, 1, 28, 28]).padded(border: 0)
        let ink = Tensor.ones([20, 1, 8, 8]).padded(border: 10)
        var generator = SeededGenerator(seed: 2)
        let result = Augmentation.drawings(ink + square, using: &generator)
        #expect(try result.min().scalar() >= 0 && result.max().scalar() <= 1)
        let share = try result.sum().scalar() / ink.sum().scalar()
        #expect(share > 0.7 && share < 1.4)
    }
}

@Suite struct `Grouped episodes` {
    private let dataset = Dataset(
        features: .zeros([40, 1]),
        classes: (0..<20).map { Dataset.Class(name: "\($0)", examples: [2 * $0, 2 * $0 + 1], group: "\($0 / 5)") })

    private func groups(ways: Int, grouping: Double) throws -> [Set<String?>] {
        var sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: ways, shots: 1, queries: 1), seed: 0)
        sampler.grouping = grouping
        return (0..<50).map { position in
            let plan = sampler.plan(at: position)
            #expect(Set(plan.classes).count == ways)
            return Set(plan.classes.map { dataset.classes[$0].group })
        }
    }

    @Test func `classes are of one group, or of as few as can be`() throws {
        #expect(try groups(ways: 5, grouping: 1).allSatisfy { $0.count == 1 })
        #expect(try groups(ways: 8, grouping: 1).allSatisfy { $0.count == 2 })
    }

    @Test func `the share of grouped episodes is as asked for`() throws {
        #expect(try groups(ways: 5, grouping: 0).allSatisfy { $0.count > 1 })
        let share = try groups(ways: 5, grouping: 0.5).count { $0.count == 1 }
        #expect((13...37).contains(share))  // 25 of 50, 3.4 standard deviations
    }
}
