/// A category as it was taught: by examples, each with its embedding, by a text, or by both.
public struct TaughtCategory: Sendable, Equatable {
    /// An example of the category.
    public struct Example: Sendable, Equatable {
        /// The example's id: a product's id, a file's name.
        public var id: String
        /// The embedding, as many numbers as the index has dimensions.
        public var embedding: [Float]

        /// Creates an example.
        public init(id: String, embedding: [Float]) {
            self.id = id
            self.embedding = embedding
        }
    }

    /// The category's name.
    public let name: String
    /// The examples, in the order in which they were taught.
    public private(set) var examples: [Example] = []
    /// The text that it is opened by, its name or a sentence; `nil` for one by examples alone.
    public private(set) var text: Example?
    /// The text's squared length.
    private(set) var textSquare = 0.0
    /// The sum of the examples' embeddings: in double precision, so that adding and taking away leaves nothing behind.
    private var sum: [Double]
    /// The sum of the examples' squared lengths.
    private var squares = 0.0

    init(name: String, dimensions: Int) {
        self.name = name
        sum = Array(repeating: 0, count: dimensions)
    }

    /// The beginning of a text's id, by which it is told from examples.
    public static let textPrefix = "text: "

    /// Returns the words of a text by its id; `nil` for the id of an example.
    public static func words(ofID id: String) -> String? {
        id.hasPrefix(textPrefix) ? String(id.dropFirst(textPrefix.count)) : nil
    }

    /// The words of its text; `nil` for one by examples alone.
    public var words: String? { text.flatMap { Self.words(ofID: $0.id) } }

    /// Whether something is left without one of its examples.
    var canSpareOne: Bool { shots > 1 || shots == 1 && text != nil }

    /// The number of examples (K).
    public var shots: Int { examples.count }

    /// The mean squared length of the examples; 0 without any.
    public var meanSquare: Double { squares / Double(max(1, shots)) }

    /// The mean of the examples (Snell et al., 2017, eq. 1), or of all but one of them, which takes one pass however many there are.
    ///
    /// - Parameter left: The position of an example that is left out.
    /// - Returns: The prototype.
    /// - Precondition: an example is left.
    public func prototype(without left: Int? = nil) -> [Float] {
        let count = Double(left == nil ? shots : shots - 1)
        precondition(count > 0, "category \"\(name)\" has no example left")
        guard let left else { return sum.map { Float($0 / count) } }
        return zip(sum, examples[left].embedding).map { Float(($0 - Double($1)) / count) }
    }

    mutating func set(_ text: Example?) {
        self.text = text
        textSquare = text?.embedding.reduce(0) { $0 + Double($1) * Double($1) } ?? 0
    }

    mutating func add(_ example: Example) {
        examples.append(example)
        for (index, value) in example.embedding.enumerated() {
            sum[index] += Double(value)
            squares += Double(value) * Double(value)
        }
    }

    mutating func remove(at position: Int) {
        for (index, value) in examples.remove(at: position).embedding.enumerated() {
            sum[index] -= Double(value)
            squares -= Double(value) * Double(value)
        }
    }
}
