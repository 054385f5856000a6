import FewShotLearning
import FewShotTensors
import ShopGuide
import Testing

/// Reasons of classifications, in numbers that can be checked.
@Suite struct ClassificationReasonTests {
    private static func index(_ generator: inout SeededGenerator, ways: Int = 4) throws -> CategoryIndex {
        var index = CategoryIndex(
            dimensions: 6, calibration: Calibration(temperature: 0.7, widening: 0.4, youth: 1.5, rejection: 9))
        for way in 0..<ways {
            let middle = point(&generator)
            for shot in 0..<2 + way {
                let place = zip(middle, point(&generator)).map { 2 * $0 + $1 }
                try index.teach("c\(way)", TaughtCategory.Example(id: "\(way)-\(shot)", embedding: place))
            }
        }
        return index
    }

    private static func point(_ generator: inout SeededGenerator) -> [Float] {
        (0..<6).map { _ in Float(generator.uniform(in: -1...1)) }
    }

    @Test func `parts add up to the logit, and effects are those of teaching without the example`() throws {
        var generator = SeededGenerator(seed: 3)
        let index = try Self.index(&generator)
        let query = Self.point(&generator).map { 2 * $0 }
        let answers = try index.classify(query, limit: 9)
        for answer in answers.answers {
            let reason = try ClassificationReason(of: answer.category, for: query, in: index)
            #expect(abs(reason.probability - answer.probability) < 1e-9)
            #expect(abs(reason.examples.reduce(reason.base) { $0 + $1.contribution } - reason.logit) < 1e-4)
            for example in reason.examples {
                var without = index
                try without.forget(example.id, of: answer.category)
                let again = try ClassificationReason(of: answer.category, for: query, in: without)
                #expect(abs(try #require(example.probabilityWithout) - again.probability) < 1e-6)
                #expect(abs(try #require(example.effect) - (reason.logit - again.logit)) < 1e-4)
            }
        }
    }

    @Test func `a single example has no effect, for without it there is no category`() throws {
        var index = CategoryIndex(dimensions: 2)
        try index.teach("a", TaughtCategory.Example(id: "1", embedding: [1, 0]))
        let reason = try ClassificationReason(of: "a", for: [0, 0], in: index)
        #expect(reason.examples.map(\.effect) == [nil])
        #expect(reason.examples.map(\.distance) == [1])
        #expect(throws: CategoryError.self) { try ClassificationReason(of: "b", for: [0, 0], in: index) }
    }

    @Test func `removing the example that is named lowers the logit more than another, in 1,000 cases`() throws {
        var generator = SeededGenerator(seed: 4)
        var right = 0
        for _ in 0..<1000 {
            let index = try Self.index(&generator, ways: 3)
            let query = Self.point(&generator).map { 2 * $0 }
            let name = "c\(generator.integer(below: 3))"
            let reason = try ClassificationReason(of: name, for: query, in: index)
            let other = reason.examples[1 + generator.integer(below: reason.examples.count - 1)]
            func logit(without id: String) throws -> Double {
                var fewer = index
                try fewer.forget(id, of: name)
                return try ClassificationReason(of: name, for: query, in: fewer).logit
            }
            if try logit(without: reason.examples[0].id) < logit(without: other.id) { right += 1 }
        }
        #expect(right >= 900, "\(right) of 1000")
    }

    @Test func `common runs stand for words where nothing parts them`() {
        #expect(Words.commonRuns("蓝色陶瓷马克杯 330毫升", "蓝色搪瓷马克杯 500毫升") == ["瓷马克杯", "蓝色", "毫升"])
        #expect(Words.commonRuns("", "蓝色").isEmpty)
    }

    @Test func `no half of a word is told, and no unit`() {
        func common(_ one: String, _ other: String, words: Set<String> = []) -> [String] {
            let titles = [one, other].map { title in
                Product(id: title, title: LocalizedText(["zh": title]))
            }
            return RecommendationReason.shared(titles[0], titles[1], rarity: { _ in 1 }, isWord: words.contains)
                .filter { $0.name == "word" }.map(\.value)
        }
        #expect(common("骨瓷马克杯 330毫升", "搪瓷马克杯 500毫升") == ["马克杯"])
        #expect(common("红色陶瓷杯", "蓝色陶瓷杯") == ["陶瓷杯"])
        #expect(common("白色不锈钢锅", "红色不粘锅").isEmpty)
        #expect(common("白色不锈钢锅", "银色不锈钢锅", words: ["不锈钢"]) == ["不锈钢"])
        #expect(common("骨瓷马克杯", "搪瓷马克杯", words: ["瓷马克杯"]) == ["瓷马克杯"])
    }
}
