import FewShotLearning

/// A classifier by the nearest prototype of categories that were taught by examples.
///
/// Teaching is adding to a mean: it costs one pass over one example, however many there are, and counts at once. Answers are
/// calibrated probabilities of the categories and of none of them; see `Calibration`.
public struct CategoryIndex: Sendable {
    /// The width of the embeddings.
    public let dimensions: Int
    /// The way a calibration is found.
    public let rule: CategoryCalibration
    /// The categories in the order in which they were first taught.
    public private(set) var categories: [TaughtCategory] = []
    private var positions: [ExactID: Int] = [:]
    /// The prototypes, row by row in the order of the categories, so that all are compared in one sweep.
    private var prototypes: [Float] = []
    /// The weights of texts beside examples; see ``join(by:)``.
    public private(set) var shares = TextShares.standard
    /// The distances within and between the categories.
    public private(set) var statistics = CategoryStatistics()

    /// Creates an index without categories.
    public init(dimensions: Int, rule: CategoryCalibration = .fixed(Calibration())) {
        precondition(dimensions > 0, "an embedding needs at least one number, not \(dimensions)")
        self.dimensions = dimensions
        self.rule = rule
    }

    /// Creates an index without categories, of one calibration for all.
    public init(dimensions: Int, calibration: Calibration) {
        self.init(dimensions: dimensions, rule: .fixed(calibration))
    }

    /// The category of a name.
    public subscript(name: String) -> TaughtCategory? { positions[ExactID(name)].map { categories[$0] } }

    /// Weighs texts and examples anew.
    public mutating func join(by shares: TextShares) {
        self.shares = shares
        for position in categories.indices where categories[position].text != nil { compare(position) }
    }

    /// Adds an example to a category, which is created if it is new; one with the id of a text takes the place of the text before.
    ///
    /// - Throws: ``CategoryError`` for an embedding of another size or with numbers that aren't finite, and for an example that the
    ///   category has already.
    public mutating func teach(_ name: String, _ example: TaughtCategory.Example) throws(CategoryError) {
        try check(example.embedding, of: example.id)
        guard TaughtCategory.words(ofID: example.id) == nil else {
            let position = positions[ExactID(name)] ?? open(name)
            return update(position) { $0.set(example) }
        }
        let known = positions[ExactID(name)]
        if let known, categories[known].examples.contains(where: { $0.id.isExactly(example.id) }) {
            throw CategoryError("category \"\(name)\" has example \"\(example.id)\" already")
        }
        let position = known ?? open(name)
        update(position) { $0.add(example) }
    }

    /// Removes an example, or the text; a category without any is removed too.
    ///
    /// - Throws: ``CategoryError`` where there is no such category or example.
    public mutating func forget(_ id: String, of name: String) throws(CategoryError) {
        let position = try self.position(of: name)
        if let text = categories[position].text, text.id.isExactly(id) {
            guard categories[position].shots > 0 else { return close(position) }
            return update(position) { $0.set(nil) }
        }
        guard let example = categories[position].examples.firstIndex(where: { $0.id.isExactly(id) }) else {
            throw CategoryError("category \"\(name)\" has no example \"\(id)\"")
        }
        guard categories[position].canSpareOne else { return close(position) }
        update(position) { $0.remove(at: example) }
    }

    /// Removes a category.
    ///
    /// - Throws: ``CategoryError`` where there is none of that name.
    public mutating func remove(_ name: String) throws(CategoryError) { close(try position(of: name)) }

    /// Returns the squared Euclidean distances of an embedding to every category's prototype, in the categories' order; those to categories
    /// with texts as ``TextShares`` corrects them.
    ///
    /// - Throws: ``CategoryError`` for an embedding of another size or with numbers that aren't finite.
    public func distances(to embedding: [Float]) throws(CategoryError) -> [Double] {
        try check(embedding, of: "the query")
        var distances = SquaredDistances.rows(prototypes, to: embedding)
        for (position, category) in categories.enumerated() where category.text != nil {
            distances[position] = corrected(distances[position], of: category, shots: category.shots)
        }
        return distances
    }

    /// Returns the distance of an embedding to a category as if one of its examples hadn't been taught.
    ///
    /// - Precondition: something is left without it.
    func distance(to position: Int, without left: Int, from embedding: [Float]) -> Double {
        let category = categories[position]
        let prototype = joined(category, without: left)
        return corrected(
            SquaredDistances.rows(prototype, to: embedding)[0], of: category, shots: category.shots - 1)
    }

    /// Returns the distance of an embedding to one category.
    func distance(to position: Int, from embedding: [Float]) -> Double {
        let (category, start) = (categories[position], position * dimensions)
        let distance = SquaredDistances.rows(Array(prototypes[start..<start + dimensions]), to: embedding)[0]
        return corrected(distance, of: category, shots: category.shots)
    }

    /// The numbers of examples by which distances are calibrated: a text alone counts as one.
    var calibratedShots: [Int] { categories.map { max(1, $0.shots) } }

    /// Returns the calibration that makes probabilities of an embedding's distances, for the categories as they are now.
    public func calibration(of embedding: [Float]) -> Calibration { rule.calibration(of: embedding, among: statistics) }

    /// Classifies an embedding.
    ///
    /// - Parameters:
    ///   - embedding: The embedding.
    ///   - limit: The number of categories at most.
    /// - Returns: The likeliest categories, and the probability of none.
    /// - Throws: ``CategoryError`` for an embedding of another size or with numbers that aren't finite.
    public func classify(_ embedding: [Float], limit: Int = 5) throws(CategoryError) -> Classification {
        let distances = try distances(to: embedding)
        let (probabilities, none) = calibration(of: embedding).probabilities(
            distances: distances, shots: calibratedShots)
        // The likeliest first; of equals, the one that was taught first.
        let best = probabilities.indices.sorted { one, other in
            (probabilities[other], one) < (probabilities[one], other)
        }
        return Classification(
            answers: best.prefix(limit).map { index in
                Classification.Answer(
                    category: categories[index].name, probability: probabilities[index], distance: distances[index])
            }, none: none)
    }

    // MARK: - Rows

    private mutating func open(_ name: String) -> Int {
        positions[ExactID(name)] = categories.count
        categories.append(TaughtCategory(name: name, dimensions: dimensions))
        prototypes += Array(repeating: 0, count: dimensions)
        return categories.count - 1
    }

    private mutating func close(_ position: Int) {
        count(position, sign: -1)
        positions[ExactID(categories.remove(at: position).name)] = nil
        prototypes.removeSubrange(position * dimensions..<(position + 1) * dimensions)
        for later in position..<categories.count { positions[ExactID(categories[later].name)] = later }
    }

    private mutating func update(_ position: Int, _ change: (inout TaughtCategory) -> Void) {
        count(position, sign: -1)
        change(&categories[position])
        count(position, sign: 1)
        compare(position)
    }

    /// Computes what queries are compared with.
    private mutating func compare(_ position: Int) {
        let start = position * dimensions
        prototypes.replaceSubrange(start..<start + dimensions, with: joined(categories[position]))
    }

    private func joined(_ category: TaughtCategory, without left: Int? = nil) -> [Float] {
        let shots = category.shots - (left == nil ? 0 : 1)
        guard let text = category.text else { return category.prototype(without: left) }
        return shares.share(shots: shots).joined(
            text: text.embedding, examples: shots > 0 ? category.prototype(without: left) : nil)
    }

    private func corrected(_ distance: Double, of category: TaughtCategory, shots: Int) -> Double {
        guard category.text != nil else { return distance }
        return shares.share(shots: shots).corrected(distance, unit: category.textSquare)
    }

    /// Counts a category among the distances, or takes it away.
    private mutating func count(_ position: Int, sign: Int) {
        let category = categories[position]
        guard category.shots > 0 else { return }
        statistics.add(
            prototype: category.prototype(), shots: category.shots, meanSquare: category.meanSquare, sign: sign)
    }

    private func position(of name: String) throws(CategoryError) -> Int {
        guard let position = positions[ExactID(name)] else { throw CategoryError("there is no category \"\(name)\"") }
        return position
    }

    private func check(_ embedding: [Float], of id: String) throws(CategoryError) {
        guard embedding.count == dimensions else {
            throw CategoryError("\(id) has \(embedding.count) numbers; categories here have \(dimensions)")
        }
        guard embedding.allSatisfy(\.isFinite) else {
            throw CategoryError("\(id) has a number that isn't finite")
        }
    }
}
