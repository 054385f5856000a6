import FewShotTensors

/// Embarrassingly shallow autoencoders (Steck, 2019): the linear model of items from items, in closed form.
///
/// With P = (XᵀX + λI)⁻¹ over who had what, product i speaks for product j by −Pᵢⱼ / Pⱼⱼ. Of many products P is a sparse approximation.
public struct EASE: Sendable {
    /// The treatment of a catalogue of more products than a dense inverse is kept of.
    public enum Beyond: Sendable, Hashable {
        /// All products take part in a sparse approximate inverse.
        case sparse
        /// The most popular products take part, in an exact one.
        case mostPopular
    }

    /// The place of each product in the matrix; −1 for one that nobody had.
    let places: [Int32]
    /// The number of products in the matrix.
    let size: Int
    /// The number added to the diagonal.
    let ridge: Float
    /// P, row-major; symmetric. Empty where it is sparse.
    let inverse: [Float]
    /// P where it is sparse.
    let sparse: SparseInverse?

    /// True where P is a sparse approximation.
    var isSparse: Bool { sparse != nil }

    /// Fits the model.
    ///
    /// - Parameters:
    ///   - baskets: The different products of each shopper.
    ///   - products: The number of products.
    ///   - ridge: λ; more trusts rare products less.
    ///   - includesAll: Whether products that nobody had take part as well, for ``adding(_:)``.
    ///   - limit: The number of products of which a dense inverse is kept. Memory is 4 · limit² bytes, thrice while fitting.
    ///   - beyond: The treatment of more products.
    /// - Throws: The error of a matrix that can't be inverted.
    public init(
        baskets: [[Int]], products: Int, ridge: Float, includesAll: Bool = false, limit: Int = 10_000,
        beyond: Beyond = .sparse
    ) throws {
        var counts = [Int](repeating: 0, count: products)
        for basket in baskets { for product in basket { counts[product] += 1 } }
        var chosen = (0..<products).filter { includesAll || counts[$0] > 0 }
        let isSparse = chosen.count > limit && beyond == .sparse
        if chosen.count > limit, !isSparse {
            chosen = Array(chosen.sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(limit)).sorted()
        }
        var places = [Int32](repeating: -1, count: products)
        for (place, product) in chosen.enumerated() { places[product] = Int32(place) }
        let size = chosen.count
        self.places = places
        self.size = size
        self.ridge = ridge
        guard !isSparse else {
            inverse = []
            sparse = SparseInverse(
                baskets.map { basket in basket.map { places[$0] }.filter { $0 >= 0 } }, size: size, ridge: ridge)
            return
        }
        sparse = nil
        var gram = [Float](repeating: 0, count: size * size)
        gram.withUnsafeMutableBufferPointer { gram in
            for basket in baskets {
                let own = basket.map { Int(places[$0]) }.filter { $0 >= 0 }
                for one in own { for other in own { gram[one * size + other] += 1 } }
            }
            for place in 0..<size { gram[place * size + place] += ridge }
        }
        guard size > 0 else {
            inverse = []
            return
        }
        let matrix = Tensor(gram, shape: [size, size], on: .cpu)
        gram = []
        inverse = try matrix.positiveDefiniteInverse().values()
    }

    private init(_ base: EASE, inverse: [Float]) {
        (places, size, ridge, sparse) = (base.places, base.size, base.ridge, nil)
        self.inverse = inverse
    }

    /// The model as it would be had some more shoppers been there, by the Woodbury identity: cheap for few of them, and for a dense inverse
    /// alone.
    ///
    /// - Throws: The error of a failed tensor.
    public func adding(_ baskets: [[Int]]) throws -> EASE {
        precondition(
            sparse == nil, "shoppers can be added to a dense inverse alone; this one of \(size) products is sparse")
        guard !baskets.isEmpty, size > 0 else { return self }
        var members = [Float](repeating: 0, count: baskets.count * size)
        for (row, basket) in baskets.enumerated() {
            for product in basket where places[product] >= 0 { members[row * size + Int(places[product])] = 1 }
        }
        let added = Tensor(members, shape: [baskets.count, size], on: .cpu)
        let base = Tensor(inverse, shape: [size, size], on: .cpu)
        let shown = added.matmul(base)
        let core = (shown.matmul(added.transposed()) + Tensor.identity(baskets.count, on: .cpu))
            .positiveDefiniteInverse()
        return EASE(self, inverse: try (base - shown.transposed().matmul(core).matmul(shown)).values())
    }

    /// P between two products; that of a product that nobody had is 1/λ with itself and 0 with others.
    @inline(__always)
    func precision(_ one: Int, _ other: Int) -> Float {
        let (row, column) = (Int(places[one]), Int(places[other]))
        guard row >= 0, column >= 0 else { return one == other ? 1 / ridge : 0 }
        return sparse?.precision(row, column) ?? inverse[row * size + column]
    }

    /// The weight of one product for another.
    public func weight(from product: Int, to candidate: Int) -> Float {
        if let sparse {
            let (row, column) = (Int(places[product]), Int(places[candidate]))
            return row >= 0 && column >= 0 ? sparse.weight(from: row, to: column) : 0
        }
        return -precision(product, candidate) / precision(candidate, candidate)
    }
}

/// A fitted ``EASE`` as it would be had some shopper not done some of what they did: exact, by the Sherman–Morrison–Woodbury identity.
struct OmittingEASE {
    let base: EASE
    private let before: [Int]
    private let after: [Int]
    private let (first, second, third): (Float, Float, Float)

    /// Replaces a shopper's basket by another: XᵀX loses the one's outer product and gains the other's.
    init(_ base: EASE, replacing before: [Int], by after: [Int]) {
        self.base = base
        self.before = before
        self.after = after
        func product(_ one: [Int], _ other: [Int]) -> Float {
            var sum: Float = 0
            for i in one { for j in other { sum += base.precision(i, j) } }
            return sum
        }
        // The inverse of C⁻¹ + UᵀPU with U = [before, after] and C = diag(−1, 1).
        let (a, b, c) = (product(before, before) - 1, product(before, after), product(after, after) + 1)
        let determinant = a * c - b * b
        (first, second, third) = (c / determinant, -b / determinant, a / determinant)
    }

    /// Σ P over the baskets' products at a product's column.
    struct Projection {
        var before: Float
        var after: Float
    }

    func projection(_ product: Int) -> Projection {
        var result = Projection(before: 0, after: 0)
        for other in before { result.before += base.precision(product, other) }
        for other in after { result.after += base.precision(product, other) }
        return result
    }

    /// P between two products as it would be.
    @inline(__always)
    func precision(_ one: Int, _ u: Projection, _ other: Int, _ v: Projection) -> Float {
        base.precision(one, other)
            - (u.before * (first * v.before + second * v.after) + u.after * (second * v.before + third * v.after))
    }
}
