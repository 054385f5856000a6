import FewShotLearning
import FewShotTensors
import ShopGuideBuiltin
import Testing

import FewShotData

struct BuiltinCatalogueTests {
    private static let catalogue = BuiltinCatalogue.generate()
    private static let digest = "d7ef979747633a5e222d859f523055f57593a5d91b36f5f1ffab2911399645f9"
    private var catalogue: BuiltinCatalogue { Self.catalogue }

    @Test func `has 60 categories in 8 departments with 40 products each`() {
        #expect(catalogue.categories.count == 60)
        #expect(Set(catalogue.categories.map(\.department)).count == 8)
        #expect(catalogue.products.count == 2400)
        for category in catalogue.categories {
            #expect(catalogue.products(in: category).count == 40, "\(category.id)")
        }
    }

    @Test func `gives every category and product an id of its own`() {
        #expect(Set(catalogue.categories.map(\.id)).count == 60)
        #expect(Set(catalogue.products.map(\.id)).count == 2400)
        for category in catalogue.categories {
            #expect(Set(catalogue.products(in: category).map(\.title)).count == 40, "\(category.id)")
        }
    }

    @Test func `names everything in English and Chinese`() {
        let titles = catalogue.products.map(\.title) + catalogue.categories.map(\.name)
        let names = titles + BuiltinCategory.Department.allCases.map(\.name)
        for name in names {
            #expect(!name.english.isEmpty && !name.english.hasChinese, "\(name.english)")
            #expect(name.chinese.hasChinese, "\(name.chinese)")
        }
    }

    @Test func `asks for plausible prices in the money of the market`() {
        for product in catalogue.products {
            let units = Double(product.price) / Double(product.market.minorUnits)
            let dollar = ["USD": 1, "EUR": 1, "GBP": 0.8, "CNY": 6, "JPY": 140][product.currency]
            #expect((0.5...2500).contains(units / (dollar ?? 0)), "\(product.id): \(units) \(product.currency)")
        }
        #expect(Set(catalogue.products.map(\.market)).count == BuiltinMarket.allCases.count)
    }

    @Test func `gives the same bits for the same seed, on every machine`() {
        #expect(catalogue.digest == Self.digest)
    }

    @Test func `draws and names other products for another seed`() {
        let other = BuiltinCatalogue.generate(seed: 1)
        #expect(other.categories == catalogue.categories)
        #expect(Set(other.products.map(\.icon)).isDisjoint(with: catalogue.products.map(\.icon)))
        #expect(other.products.map(\.title) != catalogue.products.map(\.title))
    }

    @Test func `draws no two products alike`() {
        #expect(Set(catalogue.products.map(\.icon)).count == 2400)
        for product in catalogue.products {
            #expect(product.icon.count == 784, "\(product.id)")
            let range = (product.icon.max() ?? 0) - (product.icon.min() ?? 0)
            #expect(range > 60, "\(product.id) can hardly be seen")
        }
    }

    @Test func `splits categories so that every department is in each part`() {
        let counts = Split.allCases.map { split in catalogue.categories.count { $0.split == split } }
        #expect(counts == [38, 8, 14])
        for department in BuiltinCategory.Department.allCases {
            let categories = catalogue.categories.filter { $0.department == department }
            #expect(Set(categories.map(\.split)).count == 3, "\(department.rawValue)")
        }
    }

    @Test func `gives data sets that are disjoint, cover everything and share the icons`() throws {
        let data = try BuiltinCatalogue.load()
        #expect(data.digest == Self.digest)
        let classes = Split.allCases.flatMap { data.splits[$0]?.classes ?? [] }
        #expect(classes.flatMap(\.examples).sorted() == Array(catalogue.products.indices))
        #expect(Set(classes.map(\.name)).count == 60)
        let test = try data.dataset(.test)
        #expect(test.features.shape == [2400, 1, 28, 28])
        #expect(try test.features.bytes() == catalogue.products.flatMap(\.icon))
        let kettle = try #require(test.classes.first { $0.name == "kitchen/kettle" })
        #expect(kettle.examples.allSatisfy { catalogue.products[$0].category == "kettle" })
    }

    @Test(arguments: [
        (DataOptions(scheme: .drawn), "scheme drawn isn't for builtin, whose division is fixed"),
        (DataOptions(size: 84), "image size 84: builtin has pictures of 28×28 pixels"),
        (DataOptions(channels: 3), "3 channels: builtin has grey pictures, of 1 channel"),
        (DataOptions(draw: 7), "draw 7: builtin's division is fixed, not drawn"),
        (DataOptions(rotations: true), "rotations aren't for builtin; they are for omniglot"),
    ])
    func `refuses options that it can't follow`(_ options: DataOptions, _ message: String) {
        let error = #expect(throws: DataError.self) { try BuiltinCatalogue.load(options) }
        #expect(error.map { "\($0)" } == message)
    }

    /// What a learner has to beat: the class of the closest picture, pixel by pixel. Chance is 0.2.
    @Test func `can't be solved by comparing pixels`() throws {
        let dataset = try #require(catalogue.datasets()[.test])
        let sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 5, shots: 1, queries: 15), seed: 0)
        var (right, total) = (0, 0)
        for position in 0..<100 {
            let plan = sampler.plan(at: position)
            for (number, query) in plan.query.enumerated() {
                let distances = plan.support.map {
                    distance(catalogue.products[$0].icon, catalogue.products[query].icon)
                }
                let nearest = distances.indices.min { distances[$0] < distances[$1] }
                right += nearest == number / 15 ? 1 : 0
                total += 1
            }
        }
        let accuracy = Double(right) / Double(total)
        #expect((0.4...0.6).contains(accuracy), "pixel nearest neighbour: \(accuracy)")
    }

    private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                var sum = 0
                for index in first.indices {
                    let difference = Int(first[index]) - Int(second[index])
                    sum += difference * difference
                }
                return sum
            }
        }
    }
}

extension DataOptions {
    fileprivate init(
        scheme: SplitScheme? = nil, size: Int? = nil, channels: Int? = nil, rotations: Bool? = nil, draw: UInt64 = 0
    ) {
        self.init()
        self.scheme = scheme
        self.size = size
        self.channels = channels
        self.rotations = rotations
        self.draw = draw
    }
}

extension String {
    fileprivate var hasChinese: Bool { unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
}
