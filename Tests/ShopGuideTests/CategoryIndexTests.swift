import FewShotLearning
import ShopGuide
import Testing

@Suite struct `Categories from a handful of examples` {
    private func example(_ id: String, _ embedding: Float...) -> TaughtCategory.Example {
        TaughtCategory.Example(id: id, embedding: embedding)
    }

    private func index() throws -> CategoryIndex {
        var index = CategoryIndex(dimensions: 2, calibration: Calibration(temperature: 1, rejection: 20))
        try index.teach("tea", example("a", 0, 0))
        try index.teach("tea", example("b", 2, 0))
        try index.teach("rice", example("c", 0, 4))
        return index
    }

    @Test func `a category is the mean of its examples`() throws {
        let index = try index()
        #expect(index["tea"]?.prototype() == [1, 0])
        #expect(try index.distances(to: [1, 1]) == [1, 10])
        let result = try index.classify([1, 1])
        #expect(result.answers.map(\.category) == ["tea", "rice"])
        #expect(result.category == "tea" && result.answers[0].probability > 0.999)
    }

    @Test func `what lies far from everything is none of these`() throws {
        let result = try index().classify([50, 50])
        #expect(result.category == nil && result.none > 0.999)
        #expect(try CategoryIndex(dimensions: 1).classify([0]).category == nil)
    }

    @Test func `an example that is taken back leaves nothing behind`() throws {
        var changed = try index()
        try changed.teach("tea", example("d", 1e7, -3))
        try changed.forget("d", of: "tea")
        #expect(changed["tea"] == (try index())["tea"])
        #expect(try changed.distances(to: [1, 1]) == [1, 10])
        try changed.forget("c", of: "rice")
        #expect(changed["rice"] == nil && changed.categories.map(\.name) == ["tea"])
        try changed.teach("milk", example("e", 9, 9))
        #expect(try changed.classify([9, 9]).category == "milk")
    }

    @Test func `all dimensions count, also those that are not a multiple of eight`() throws {
        var index = CategoryIndex(dimensions: 19)
        try index.teach("one", TaughtCategory.Example(id: "a", embedding: (0..<19).map(Float.init)))
        try index.teach("two", TaughtCategory.Example(id: "b", embedding: Array(repeating: 0, count: 19)))
        #expect(try index.distances(to: Array(repeating: 0, count: 19)) == [2109, 0])  // Σ n² below 19
    }

    @Test func `what doesn't fit is named`() throws {
        var index = try index()
        func message(_ action: (inout CategoryIndex) throws(CategoryError) -> Void) -> String? {
            do { try action(&index) } catch { return error.description }
            return nil
        }
        #expect(
            message { i throws(CategoryError) in try i.teach("tea", example("x", 1)) }
                == "x has 1 numbers; categories here have 2")
        #expect(
            message { i throws(CategoryError) in try i.teach("tea", example("x", .nan, 0)) }
                == "x has a number that isn't finite")
        #expect(
            message { i throws(CategoryError) in try i.teach("tea", example("a", 1, 0)) }
                == "category \"tea\" has example \"a\" already")
        #expect(
            message { i throws(CategoryError) in try i.forget("z", of: "tea") }
                == "category \"tea\" has no example \"z\"")
        #expect(
            message { i throws(CategoryError) in try i.remove("milk") } == "there is no category \"milk\"")
        #expect(index["tea"]?.shots == 2)  // nothing was half done
    }
}

@Suite struct `A forecast at teaching time` {
    private func index() throws -> CategoryIndex {
        var index = CategoryIndex(dimensions: 1, calibration: Calibration(temperature: 1, rejection: 50))
        for (id, place) in [("a", 0), ("b", 1), ("c", 9)] as [(String, Float)] {
            try index.teach("tea", TaughtCategory.Example(id: id, embedding: [place]))
        }
        try index.teach("rice", TaughtCategory.Example(id: "d", embedding: [10]))
        try index.teach("salt", TaughtCategory.Example(id: "e", embedding: [-30]))
        return index
    }

    @Test func `answers each example as if it had not been shown`() throws {
        let forecast = try TeachingForecast(of: "tea", in: index())
        // Without c, tea is at 0.5: c is 72.25 from there and 1 from rice. Without a it is at 5, without b at 4.5.
        #expect(forecast.misplaced.map(\.id) == ["c"])
        #expect(forecast.misplaced[0].category == "rice" && forecast.misplaced[0].probability > 0.99)
        #expect(forecast.accuracy == 2.0 / 3)
        #expect(forecast.confusions.map(\.category) == ["rice", "salt"])
        // The score interval of 2 of 3.
        #expect(abs(forecast.interval.lowerBound - 0.2077) < 1e-3 && abs(forecast.interval.upperBound - 0.9385) < 1e-3)
    }

    @Test func `two categories that lie within each other are told apart no better than by guessing`() throws {
        var index = CategoryIndex(dimensions: 1)
        for (place, value) in [0, 2, 4].enumerated() {
            try index.teach("tea", TaughtCategory.Example(id: "t\(place)", embedding: [Float(value)]))
            try index.teach("coffee", TaughtCategory.Example(id: "c\(place)", embedding: [Float(value) + 0.1]))
            try index.teach("rice", TaughtCategory.Example(id: "r\(place)", embedding: [Float(value) + 40]))
        }
        let mixed = try #require(try TeachingForecast(of: "tea", in: index).separation)
        #expect(mixed.category == "coffee" && mixed.isWorrying && mixed.share < 0.6)
        let clear = try #require(try TeachingForecast(of: "rice", in: index).separation)
        #expect(!clear.isWorrying && clear.share > 0.99)
    }

    @Test func `one example says nothing about itself`() throws {
        let forecast = try TeachingForecast(of: "rice", in: index())
        #expect(forecast.accuracy == nil && forecast.interval == 0...1)
        #expect(throws: CategoryError.self) { try TeachingForecast(of: "milk", in: try index()) }
    }

    @Test func `the product that is as likely as not is worth most`() throws {
        let candidates = [-2, 6.6, 20].map { TaughtCategory.Example(id: "\($0)", embedding: [$0]) }
        let next = try TeachingForecast.nextToLabel(for: "tea", in: index(), among: candidates)
        #expect(next?.embedding == [6.6])
        #expect(try TeachingForecast.nextToLabel(for: "tea", in: index(), among: []) == nil)
    }
}
