import FewShotNetworks
import FewShotTensors
import Foundation

/// A set of hashed tokens, the character n-grams of a title, as a point on a sphere.
///
/// f(x) = Σ_t exp(w_t) · s_t · e_p(t), scaled to length 1: feature hashing (Weinberger et al., 2009) into `dimensions` numbers with
/// a learned importance w for each of the hashed tokens. Which dimension p(t) and which sign s_t a token has is decided by its number
/// alone, so that nothing but the importances is learned and stored: a token that training never saw still tells products apart.
public struct HashedBag: Layer {
    /// w: the logarithm of each token's importance, shape `[tokens]`; token 0 stands for no token.
    public var importance: Tensor
    /// The size of an embedding.
    public let dimensions: Int
    private var positions: Tensor  // [tokens], int64
    private var signs: Tensor  // [tokens]

    /// The size of a title's embedding, chosen on validation of offers.
    static let titleDimensions = 512

    /// Creates a layer in which all tokens are of the same importance.
    ///
    /// - Parameters:
    ///   - tokens: The number of different tokens, with 0 for none.
    ///   - dimensions: The size of an embedding.
    public init(tokens: Int, dimensions: Int) {
        importance = .zeros([tokens], on: .cpu)
        self.dimensions = dimensions
        let draws = (0..<tokens).map(TokenTable.draw)
        positions = Tensor(draws.map { Int($0 % UInt64(dimensions)) }, on: .cpu)
        signs = Tensor(draws.map { $0 >> 63 == 0 ? Float(1) : -1 }, on: .cpu)
    }

    /// Maps token numbers `[n, length]`, filled up with 0, to `[n, dimensions]`; a row without tokens becomes zeros.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        let tokens = input.to(.int64).flattened()
        let shape = [input.size(0), -1]
        let present = (tokens .> 0).to(importance.elementType)
        let values = importance.rows(tokens).exp() * signs.rows(tokens).to(importance.elementType) * present
        return Tensor.zeros([input.size(0), dimensions], type: importance.elementType, on: importance.device)
            .scatterAdding(values.reshaped(shape), at: positions.rows(tokens).reshaped(shape), 1).normalized()
    }

    /// Makes each token as important as it is rare: w = log(1 + log((1 + n) / (1 + n_t))), the inverse document frequency (Spärck
    /// Jones, 1972) of token t that n_t of n examples have.
    ///
    /// - Parameter examples: Token numbers `[n, length]`, each at most once in a row.
    /// - Throws: The error of examples that can't be read.
    public mutating func weigh(byRarityIn examples: Tensor) throws {
        var counts = [Double](repeating: 0, count: importance.count)
        for token in try examples.to(.int64).values(as: Int.self) where token > 0 { counts[token] += 1 }
        let total = Double(examples.size(0))
        importance = Tensor(counts.map { Float(log(1 + log((1 + total) / (1 + $0)))) }, on: importance.device)
    }

    /// s_t · exp(w_t) and p(t) of each token; 0 of the one that stands for none.
    func weightsAndPositions() throws -> (weights: [Float], positions: [Int32]) {
        var weights = try (importance.exp() * signs.to(importance.elementType)).to(.float32).values(as: Float.self)
        weights[0] = 0
        return (weights, try positions.values(as: Int.self).map { Int32($0) })
    }

    /// Shows the importances, and where tokens go as constants.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("importance", &importance)
        parameters.constant("positions", &positions)
        parameters.constant("signs", &signs)
    }
}
