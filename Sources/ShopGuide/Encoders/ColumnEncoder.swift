import FewShotNetworks
import FewShotTensors

/// An encoder of products of any catalogue, whose columns weigh by their statistics.
///
/// f(x) has √(w_c / Σ w) · u_c(x) of each column c that the product has: u_c is its value as a vector of length 1, and
/// w_c = exp(4 · g(s_c)) a function of the column's statistics s_c, a small network that is meta-trained over catalogues. A new
/// catalogue's columns are thus weighed at once, without a label and without training. All products have the same length.
public struct ColumnEncoder: ProductEncoding {
    /// The layout of a row.
    public private(set) var parts: ProductParts
    /// The logarithm of a picture's weight, a scalar.
    public var imageShare: Tensor
    /// The logarithm of the length, a scalar.
    public var length: Tensor
    /// The logarithm of each token's importance beside its rarity, shape `[tokens]`.
    public var importance: Tensor
    private var hidden: Linear
    private var output: Linear
    private var image: Conv4?
    private var textPositions: Tensor
    private var valuePositions: Tensor
    private var signs: Tensor

    /// The numbers of an embedding for texts and for other values.
    static let (textDimensions, valueDimensions) = (512, 256)
    /// The largest logarithm of a weight, either way.
    private static let bound = 6.0
    /// The factor on the network's output, which lets it become decided at the rate at which all else is learned.
    private static let steepness = 4.0

    /// Creates an encoder with random weights.
    ///
    /// - Parameters:
    ///   - parts: The layout of a row, with columns.
    ///   - width: Filters of the picture's encoder.
    ///   - generator: Draws the weights.
    public init(_ parts: ProductParts, width: Int = 64, using generator: inout some RandomNumberGenerator) {
        self.parts = parts
        imageShare = Tensor(0, on: .cpu)
        length = Tensor(1.15, on: .cpu)  // √10: cosines of 0.1 more are odds of e to 1
        importance = .zeros([ProductParts.tokens], on: .cpu)
        hidden = Linear(Column.statisticsCount, 24, using: &generator)
        output = Linear(24, 1, using: &generator)
        output.weight = output.weight * 0.2
        image = parts.image.map { Conv4(channels: $0[0], width: width, using: &generator) }
        let (tokens, table) = (0..<ProductParts.tokens, TokenTable.shared)
        textPositions = Tensor(tokens.map { table.position(of: $0, among: Self.textDimensions) }, on: .cpu)
        valuePositions = Tensor(tokens.map { table.position(of: $0, among: Self.valueDimensions) }, on: .cpu)
        signs = Tensor(tokens.map { table.sign(of: $0) }, on: .cpu)
    }

    /// Returns the encoder for rows with another number of ready vectors: no weight belongs to one alone.
    public func reading(vectors count: Int) -> ColumnEncoder {
        precondition(1...CatalogueProfile.vectorLimit ~= count, "\(count) vectors")
        var encoder = self
        if encoder.parts.vectorCount != count { encoder.parts.vectors = count }
        return encoder
    }

    /// Maps rows `[n, parts.width]` to embeddings `[n, d]`, all of the same length; a row of nothing becomes zeros.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let slices = parts.ranges.map { (part: $0.part, numbers: input.slice($0.range, 1)) }
        let weights = slices.map { columnWeights(of: $0.part, $0.numbers, in: &context) }
        let total = weights.map { $0.sum(1, keeping: true) }.reduce(Tensor(0, on: input.device), +)
            .clamped(to: 1e-12...Double.infinity)
        // Where a part is missing its weight is 0, whose root has no derivative: a floor that is far below anything keeps it away.
        let scales = weights.map { ($0 / total).clamped(to: 1e-12...1).squareRoot() * length.exp() }
        return Tensor.concatenated(
            zip(slices, scales).map { encoded($0.part, $0.numbers, $1, in: &context) }, 1)
    }

    /// The weights of a part's columns, `[n, columns]`; 0 of those that a product lacks.
    private func columnWeights(
        of part: ProductParts.Part, _ numbers: Tensor, in context: inout ForwardContext
    ) -> Tensor {
        guard part != .image else {
            return (numbers.absolute() .> 0).any(1, keeping: true).to(length.elementType) * imageShare.exp()
        }
        let columns = columns(of: part)
        let statistics = numbers.slice(numbers.size(1) - columns * ProductParts.columnWidth..<numbers.size(1), 1)
            .reshaped([numbers.size(0), columns, ProductParts.columnWidth]).to(length.elementType)
        return columnWeights(of: statistics, in: &context)
    }

    private func columnWeights(of columns: Tensor, in context: inout ForwardContext) -> Tensor {
        let factors = columns.slice(0..<1, 2).squeezed(2)
        let statistics = columns.slice(1..<ProductParts.columnWidth, 2)
        let scores = output(hidden(statistics, in: &context).tanh(), in: &context).squeezed(2) * Self.steepness
        return scores.clamped(to: -Self.bound...Self.bound).exp() * factors
    }

    private func columns(of part: ProductParts.Part) -> Int {
        switch part {
        case .title: CatalogueProfile.textColumns
        case .attributes: CatalogueProfile.otherColumns
        case .vector: parts.vectorCount
        case .image: 1
        }
    }

    private func encoded(
        _ part: ProductParts.Part, _ numbers: Tensor, _ scales: Tensor, in context: inout ForwardContext
    ) -> Tensor {
        switch part {
        case .image:
            return (image.map { pictures(numbers, by: $0, in: &context) } ?? numbers) * scales
        case .title: return bag(numbers, parts.title ?? 0, scales, textPositions, Self.textDimensions)
        case .attributes: return bag(numbers, parts.attributes ?? 0, scales, valuePositions, Self.valueDimensions)
        case .vector:
            let width = dimensions(of: .vector)
            let shape = [numbers.size(0), parts.vectorCount, width / parts.vectorCount]
            let vectors = numbers.slice(0..<width, 1).to(length.elementType).reshaped(shape)
            return (vectors * scales.reshaped([shape[0], shape[1], 1])).reshaped([shape[0], width])
        }
    }

    /// The embeddings of pictures, of length 1.
    ///
    /// All products without a picture have that of a blank one, which is computed once where each is treated alone.
    private func pictures(_ numbers: Tensor, by image: Conv4, in context: inout ForwardContext) -> Tensor {
        func embeddings(of numbers: Tensor) -> Tensor {
            let shape = [numbers.size(0)] + (parts.image ?? [])
            return image(numbers.reshaped(shape).channelsLast(), in: &context).normalized()
        }
        guard context.normalization == .running, !numbers.isTraced,
            let isThere = try? (numbers.absolute() .> 0).any(1).to(.uint8).values(as: UInt8.self),
            let blank = isThere.firstIndex(of: 0), isThere.count(where: { $0 == 0 }) > 1
        else { return embeddings(of: numbers) }
        let shown = isThere.indices.filter { isThere[$0] != 0 }
        var places = [Int](repeating: 0, count: isThere.count)
        for (place, row) in shown.enumerated() { places[row] = place + 1 }
        return embeddings(of: numbers.rows([blank] + shown)).rows(places)
    }

    /// The sum of the columns' bags of tokens, each scaled to its column's length.
    private func bag(
        _ numbers: Tensor, _ limit: Int, _ scales: Tensor, _ positions: Tensor, _ dimensions: Int
    ) -> Tensor {
        let shape = [numbers.size(0), limit]
        let tokens = numbers.slice(0..<limit, 1).to(.int64).flattened()
        let places = numbers.slice(2 * limit..<3 * limit, 1).to(.int64)
        let type = importance.elementType
        let values =
            numbers.slice(limit..<2 * limit, 1).to(type) * importance.rows(tokens).exp().reshaped(shape)
        let squares = Tensor.zeros([shape[0], scales.size(1)], type: type, on: importance.device)
            .scatterAdding(values.squared(), at: places, 1)
        let factors = scales / squares.clamped(to: 1e-12...Double.infinity).squareRoot()
        let signed = values * signs.rows(tokens).to(type).reshaped(shape) * factors.gathered(places, 1)
        return Tensor.zeros([shape[0], dimensions], type: type, on: importance.device)
            .scatterAdding(signed, at: positions.rows(tokens).reshaped(shape), 1)
    }

    /// Returns the size of a part's share of an embedding; 0 for a part that isn't encoded.
    public func dimensions(of part: ProductParts.Part) -> Int {
        switch part {
        case .image: image?.dimensions(for: parts.image ?? []) ?? 0
        case .title: parts.title == nil ? 0 : Self.textDimensions
        case .attributes: parts.attributes == nil ? 0 : Self.valueDimensions
        case .vector: parts.vectorCount * VectorProjection.dimensions
        }
    }

    /// Returns the weights of a profile's columns, which add up to 1; 0 of those that aren't compared.
    ///
    /// - Throws: The error of weights that can't be read.
    public func weights(of profile: CatalogueProfile) throws -> [Double] {
        let compared = profile.compared
        let numbers = profile.columns.flatMap { column in
            [Float(compared.contains(column.name) ? column.factor : 0)] + column.statistics
        }
        var context = ForwardContext(normalization: .running)
        let weights = try columnWeights(
            of: Tensor(numbers, shape: [1, profile.columns.count, ProductParts.columnWidth], on: length.device),
            in: &context
        ).to(.float64).values(as: Double.self)
        let total = weights.reduce(0, +)
        return total > 0 ? weights.map { $0 / total } : weights
    }

    /// Returns the embedder of titles, with their weights as they are now; `nil` where titles aren't encoded.
    ///
    /// - Throws: The error of weights that can't be read.
    public func titleEmbedder(in profile: CatalogueProfile) throws -> TitleEmbedder? {
        guard let range = embeddingRanges[.title], let rarity = profile.titleRarity else { return nil }
        var weights = try (importance.exp() * signs.to(importance.elementType)).to(.float32).values(as: Float.self)
        for token in weights.indices { weights[token] *= token == 0 ? 0 : rarity[token] }
        return TitleEmbedder(
            weights: weights, positions: try textPositions.values(as: Int.self).map { Int32($0) }, range: range,
            dimensions: dimensions(for: [parts.width]), length: try length.exp().scalar(), isOfTokens: true)
    }

    /// Shows the weights, and where tokens go as constants.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("imageShare", &imageShare)
        parameters("length", &length)
        parameters("importance", &importance)
        parameters("hidden", &hidden)
        parameters("output", &output)
        if var shown = image {
            parameters("image", &shown)
            image = shown
        }
        parameters.constant("textPositions", &textPositions)
        parameters.constant("valuePositions", &valuePositions)
        parameters.constant("signs", &signs)
    }
}
