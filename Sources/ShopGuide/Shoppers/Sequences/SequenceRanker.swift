public import FewShotLearning
public import FewShotNetworks
import FewShotTensors

/// SASRec (Kang and McAuley, 2018): self-attention over what a shopper had, in order; each place attends to those before it and says
/// what comes next.
///
/// A product's embedding is learned for itself and from its content: what was never trained on has the second part alone, and is ranked
/// nevertheless. A learned start stands before the first event, so that there is an answer for somebody who did nothing yet.
public struct SequenceRanker: ShopperNetwork {
    /// The latest events that are looked at.
    public static let window = 50
    /// The most products with embeddings of their own: the most wanted.
    public static let mostProducts = 50_000

    /// Embeddings of products by themselves, `[known, width]`.
    var items: Tensor
    /// The map of contents to embeddings, `[numbers, width]`, where there are contents.
    var content: Linear?
    /// The place before the first event, `[1, width]`.
    var start: Tensor
    /// Embeddings of places, `[window + 1, width]`.
    var positions: Tensor
    var blocks: [TransformerBlock]
    var norm: LayerNorm
    /// Keys of the products that ``items`` has, `[known]`.
    var keys: Tensor

    /// The sizes of a network.
    public struct Sizes: Sendable, Hashable {
        /// The width of embeddings.
        public var width = 64
        /// Blocks of attention.
        public var blocks = 2
        /// Heads of each.
        public var heads = 2
        /// Products with embeddings of their own.
        public var items: Int
        /// Numbers of a product's content; 0 for none.
        public var content = 0

        /// Creates sizes.
        public init(items: Int, content: Int = 0) { (self.items, self.content) = (items, content) }
    }

    /// Creates a network that knows nothing yet.
    public init(_ sizes: Sizes, using generator: inout some RandomNumberGenerator) {
        let width = sizes.width
        items = .normal([sizes.items, width], on: .cpu, using: &generator) * 0.05
        content = sizes.content > 0 ? Linear(sizes.content, width, using: &generator) : nil
        start = .normal([1, width], on: .cpu, using: &generator) * 0.05
        positions = .normal([Self.window + 1, width], on: .cpu, using: &generator) * 0.05
        blocks = []
        for _ in 0..<sizes.blocks {
            blocks.append(
                TransformerBlock(width: width, hidden: width, heads: sizes.heads, isCausal: true, using: &generator))
        }
        norm = LayerNorm(width)
        keys = .zeros([sizes.items], type: .int64, on: .cpu)
    }

    /// Gives rows of ``items`` to products.
    ///
    /// - Precondition: there are as many as rows.
    mutating func name(_ products: [Int], in frame: ProductFrame) {
        precondition(products.count == items.size(0), "\(products.count) products for \(items.size(0)) rows")
        keys = Tensor(products.map { frame.keys[$0] }, on: .cpu)
    }

    /// The plan of a network of some sizes.
    public static func architecture(_ sizes: Sizes) -> Architecture {
        Architecture(
            learner: LearnerKind.sequenceRanker.name, encoder: "none", imageShape: [],
            settings: [
                "width": "\(sizes.width)", "blocks": "\(sizes.blocks)", "heads": "\(sizes.heads)",
                "items": "\(sizes.items)", "content": "\(sizes.content)",
            ])
    }

    /// Returns the learner of a shop's products.
    ///
    /// - Throws: The error of a failed tensor.
    public func learner(over signals: InteractionSignals, of products: ProductFrame?) throws -> any ShopperLearner {
        try SequenceLearner(self, products ?? ProductFrame(ids: []), count: signals.products)
    }

    /// Shows embeddings, blocks and normalisation.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("items", &items)
        parameters("content", &content)
        parameters("start", &start)
        parameters("positions", &positions)
        parameters("blocks", &blocks)
        parameters("norm", &norm)
        parameters.buffer("keys", &keys)
    }
}

extension SequenceRanker {
    /// Products as rows of the network's tables.
    struct Rows {
        /// The row of ``SequenceRanker/items`` of each product; −1 for one that has none.
        let items: [Int32]
        /// Contents, where the network reads such.
        let content: ItemSpace?

        init(_ ranker: SequenceRanker, _ frame: ProductFrame) throws {
            let known = try ranker.keys.values(as: Int.self)
            let rows = Dictionary(
                known.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
            items = frame.keys.map { rows[$0] ?? -1 }
            let isReadable = ranker.content.map { $0.weight.size(0) } == frame.content?.dimensions
            content = isReadable ? frame.content : nil
        }
    }

    /// The embeddings of products, `[products, width]`.
    ///
    /// - Parameters:
    ///   - products: Their positions.
    ///   - rows: The rows of all products.
    ///   - isKnown: Whether the embedding of a product by itself counts, by place; where it has one.
    /// - Returns: Shape `[products, width]`.
    func embeddings(of products: [Int], _ rows: Rows, where isKnown: (Int) -> Bool = { _ in true }) -> Tensor {
        let own = products.map { Int(rows.items[$0]) }
        let shares = own.indices.map { own[$0] >= 0 && isKnown($0) ? Float(1) : 0 }
        let device = start.device
        let mask = Tensor(shares, shape: [own.count, 1], on: device)
        var result = Tensor.zeros([own.count, start.size(1)], on: device)
        if items.size(0) > 0 {
            result = items.embeddings(of: Tensor(own.map { max(0, $0) }, on: device)) * mask
        }
        if let content, let table = rows.content { result = result + content(table.rows(products, on: device)) }
        return result
    }

    /// The answers of all places, of which each is asked for the next product, `[rows, width]`: the rows of sequences that lie one after
    /// another, each begun by the start.
    ///
    /// - Parameters:
    ///   - inputs: Embeddings of the sequences' products, all but the last of each, one after another.
    ///   - lengths: The rows of each sequence, the start included.
    ///   - mask: Factors on the embeddings before attention, `[rows, width]`, for dropout.
    /// - Returns: Shape `[rows, width]`.
    func states(_ inputs: Tensor?, lengths: [Int], mask: Tensor? = nil) -> Tensor {
        var order: [Int] = []
        var (places, input) = ([Int](), 1)
        for length in lengths {
            order.append(0)
            order += input..<input + length - 1
            input += length - 1
            places += 0..<length
        }
        let all = inputs.map { Tensor.concatenated([start, $0], 0) } ?? start
        let width = start.size(1)
        var rows = all.rows(order) * Double(width).squareRoot()
        rows = rows + positions.embeddings(of: Tensor(places, on: start.device))
        if let mask { rows = rows * mask }
        for block in blocks { rows = block(rows, lengths: lengths) }
        return norm(rows)
    }
}

extension LearnerKind {
    /// The ranker of sequences.
    public static let sequenceRanker = LearnerKind(
        name: "sasrec-ranker",
        abstract: "for shoppers: attention over what they had, in order (Kang and McAuley, 2018)",
        settings: [
            LearnerSetting("width", "the width of embeddings", standard: "64", .integer(2...1024)),
            LearnerSetting("blocks", "blocks of attention", standard: "2", .integer(1...12)),
            LearnerSetting("heads", "heads of attention", standard: "2", .integer(1...16)),
            LearnerSetting("items", "products with embeddings of their own", standard: "0", .integer(0...10_000_000)),
            LearnerSetting("content", "numbers of a product's content", standard: "0", .integer(0...65_536)),
        ], recipe: SequenceObjective.recipe(sequences: 0, seed: 0)
    ) { _, settings, generator in
        var sizes = SequenceRanker.Sizes(items: settings.integer("items"), content: settings.integer("content"))
        (sizes.width, sizes.blocks, sizes.heads) = (
            settings.integer("width"), settings.integer("blocks"), settings.integer("heads")
        )
        return SequenceRanker(sizes, using: &generator)
    }
}
