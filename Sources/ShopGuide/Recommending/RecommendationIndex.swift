/// All that recommending needs, in memory: products with their points, and what shoppers did. Everything may change at any time, in
/// microseconds, and counts in the next answer.
public struct RecommendationIndex: Sendable {
    /// How many numbers a product's point has.
    public let dimensions: Int
    /// The digest of the model that made the embeddings.
    public let modelDigest: String
    /// By position; nil where a product was removed.
    private(set) var products: [Product?] = []
    /// By position.
    private(set) var facts: [ProductFacts] = []
    /// Where products lie, by position.
    private(set) var points: PointTable
    /// The points in fewer dimensions, to find what is near among many.
    private(set) var sketches: SketchCells
    /// What shoppers did.
    private(set) var footprints = Footprints()
    /// What the facts' numbers stand for.
    private(set) var names = FactNames()
    /// In how many products' titles a word is.
    private(set) var wordCounts: [String: Int] = [:]
    /// How many products are sold in each market, by its number; the first counts all.
    private(set) var offers = [0]
    /// Learners that were trained beforehand, where there are some.
    package private(set) var trained: TrainedShoppers?
    /// How often somebody was erased.
    private(set) var erasures = 0
    /// What learns shoppers where a request doesn't say.
    private(set) var usualLearner = Question.learners[0]
    private var positions: [String: Int] = [:]
    /// Positions of products that were removed.
    private var vacant: [Int] = []
    private let projection: Projection

    /// Creates an index without products.
    ///
    /// - Parameters:
    ///   - modelDigest: The digest of the model that makes the embeddings.
    ///   - dimensions: How many numbers a point has.
    ///   - sample: Points as those of the products, to learn in which directions they differ; more than a thousand don't help.
    public init(modelDigest: String, dimensions: Int, sample: [[Float]] = []) {
        self.modelDigest = modelDigest
        self.dimensions = dimensions
        projection = Projection(from: dimensions, fitting: sample)
        points = PointTable(dimensions: dimensions)
        let projection = projection
        sketches = SketchCells(dimensions: projection.dimensions, expecting: sample.count) {
            projection.sketch(of: sample[$0])
        }
    }

    /// The learners that a request can name, the one that is taken where none is named first.
    public static var learners: [String] { Question.learners }

    /// How much was done altogether, in weights of events.
    package var activity: Float { footprints.pooled.total }

    /// How many products there are.
    public var count: Int { positions.count }

    /// The codes of the markets that products are sold in or shoppers did something in, in order.
    public var markets: [String] { names.markets.dropFirst().sorted() }

    /// Returns a product.
    public func product(_ id: String) -> Product? { positions[id].flatMap { products[$0] } }

    /// Whether a shopper is known.
    public func knows(shopper: String) -> Bool { footprints.numbers[shopper] != nil }

    func position(of id: String) -> Int? { positions[id] }

    /// Adds a product, or replaces what is known of it.
    mutating func insert(_ embedded: EmbeddedProduct) throws(StaleEmbedding) {
        guard fits(embedded) else {
            throw StaleEmbedding(embedded, modelDigest: modelDigest, dimensions: dimensions)
        }
        let (product, point) = (embedded.product, embedded.embedding)
        let known = names.markets.count
        let fact = ProductFacts(product, &names)
        if names.markets.count > known { addMarkets() }
        if let position = positions[product.id] {
            if let old = products[position] { count(old, facts[position], -1) }
            products[position] = product
            facts[position] = fact
            points.replace(position, with: point)
        } else if let position = vacant.popLast() {
            positions[product.id] = position
            products[position] = product
            facts[position] = fact
            points.replace(position, with: point)
        } else {
            positions[product.id] = products.count
            products.append(product)
            facts.append(fact)
            points.append(point)
        }
        if let position = positions[product.id] { sketches.insert(position, projection.sketch(of: point)) }
        count(product, fact, 1)
    }

    /// Removes a product and what was done with it.
    mutating func remove(product id: String) {
        guard let position = positions.removeValue(forKey: id) else { return }
        if let old = products[position] { count(old, facts[position], -1) }
        products[position] = nil
        facts[position].isPresent = false
        footprints.remove(product: position)
        sketches.remove(position)
        vacant.append(position)
    }

    private mutating func count(_ product: Product, _ facts: ProductFacts, _ change: Int) {
        for word in Set(Words.of(product.title)) { wordCounts[word, default: 0] += change }
        for market in offers.indices {
            let isSold =
                market == 0 || facts.markets == 0 || facts.markets & FactNames.bit(ofMarket: Int16(market)) != 0
            if isSold { offers[market] += change }
        }
    }

    private mutating func number(ofMarket id: String) -> Int16 {
        let (known, number) = (names.markets.count, names.market(id))
        if names.markets.count > known { addMarkets() }
        return number
    }

    /// Makes room for markets that have got a number.
    private mutating func addMarkets() {
        while footprints.markets.count < names.markets.count { footprints.addMarket() }
        let everywhere = facts.count { $0.isPresent && $0.markets == 0 }
        offers += [Int](repeating: everywhere, count: max(0, names.markets.count - offers.count))
    }

    /// Lets trained learners rank from now on, unless they know somebody who has been erased meanwhile.
    ///
    /// - Parameters:
    ///   - trained: The learners.
    ///   - usual: The one that learns shoppers where a request doesn't say.
    /// - Returns: Whether they do.
    package mutating func use(_ trained: TrainedShoppers, usual: ShopperLearnerKind?) -> Bool {
        guard trained.erasures == erasures else { return false }
        self.trained = trained
        let name = usual.flatMap { trained.names.contains($0.rawValue) ? $0.rawValue : nil }
        usualLearner = name ?? Question.learners[0]
        return true
    }

    /// Scores products for somebody, whether they may be recommended or not.
    ///
    /// - Parameters:
    ///   - ids: The products.
    ///   - request: Who it is.
    ///   - now: When.
    /// - Returns: As many scores; more is better.
    /// - Throws: ``GuideError`` for a request that contradicts itself or names what isn't there.
    public func scores(of ids: [String], for request: RecommendationRequest, now: Timestamp) throws -> [Float] {
        let question = try Question(request, now: now, in: self)
        let candidates = try ids.map { id in
            guard let position = position(of: id) else { throw GuideError(.missing, "there is no product \"\(id)\"") }
            return position
        }
        return question.learner(in: self, candidates).adapted(to: question.history).scores(of: candidates)
    }

    /// Notes the market that a shopper is in; they are made known where they are not yet.
    mutating func insert(_ shopper: Shopper) {
        let number = footprints.number(of: shopper.id)
        let market = shopper.market.map { self.number(ofMarket: $0) } ?? Footprints.unknownMarket
        footprints.setHome(market, of: number)
    }

    /// Makes a market known in which nothing has happened yet.
    mutating func enter(_ market: Market) { _ = number(ofMarket: market.id) }

    /// Notes what a shopper did; what was done with an unknown product is passed over.
    mutating func add(_ interaction: Interaction) {
        let shopper = footprints.number(of: interaction.shopper)
        guard let event = event(interaction, of: shopper) else { return }
        footprints.add(event, of: shopper)
    }

    /// Takes back what a shopper did.
    mutating func remove(_ interaction: Interaction) {
        guard let shopper = footprints.numbers[interaction.shopper] else { return }
        guard let event = event(interaction, of: shopper) else { return }
        footprints.remove(event, of: shopper)
    }

    /// Forgets a shopper and everything that they did.
    mutating func erase(shopper: String) {
        footprints.erase(shopper)
        // Signals still know them: who asks a trained learner next has them gathered anew.
        erasures += 1
        trained = nil
    }

    private mutating func event(_ interaction: Interaction, of shopper: Int) -> Footprints.Event? {
        guard let position = positions[interaction.product] else { return nil }
        let market = interaction.market.map { number(ofMarket: $0) } ?? footprints.homes[shopper]
        return Footprints.Event(
            product: Int32(position), market: market, kind: interaction.kind,
            value: interaction.value.map(Float.init), time: interaction.time)
    }

    /// Returns some products that are spread over all of them, with where they lie: points of length 1.
    package func sample(_ limit: Int) -> [(product: Product, point: [Float])] {
        let every = max(1, (count + limit - 1) / limit)
        var (found, place) = ([(product: Product, point: [Float])](), 0)
        for (position, product) in products.enumerated() {
            guard let product else { continue }
            if place % every == 0 { found.append((product, points[position])) }
            place += 1
        }
        return found
    }
}
