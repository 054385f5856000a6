/// The tokens of a vocabulary as a tree of their characters.
struct TokenTrie: Sendable {
    /// A node of the tree; the root is the empty text.
    typealias Node = UInt32

    static let root: Node = 0

    private var edges: PairTable
    /// The identifier of the token that ends at a node, or -1.
    private var ids: [Int32] = [-1]

    init(minimumCapacity: Int = 8) { edges = PairTable(minimumCapacity: minimumCapacity) }

    /// The number of nodes.
    var nodeCount: Int { ids.count }

    /// Adds a token; a second one of the same characters replaces the first.
    mutating func insert(_ token: some Sequence<Unicode.Scalar>, id: Int32) {
        var node = Self.root
        for scalar in token {
            let key = Self.key(node, scalar)
            if let child = edges[key] {
                node = child
            } else {
                let child = Node(ids.count)
                edges[key] = child
                ids.append(-1)
                node = child
            }
        }
        ids[Int(node)] = id
    }

    /// Returns the node that one more character leads to.
    @inline(__always)
    func child(of node: Node, _ scalar: Unicode.Scalar) -> Node? { edges[Self.key(node, scalar)] }

    /// Returns the identifier of the token that ends at a node, or nil where none does.
    @inline(__always)
    func id(at node: Node) -> Int32? {
        let id = ids[Int(node)]
        return id < 0 ? nil : id
    }

    /// Returns the node of a text, or nil where no token begins with it.
    func node(_ text: some Sequence<Unicode.Scalar>, from start: Node = root) -> Node? {
        var node = start
        for scalar in text {
            guard let child = child(of: node, scalar) else { return nil }
            node = child
        }
        return node
    }

    /// Returns the identifier of a token, or nil where the vocabulary lacks it.
    func id(of token: some Sequence<Unicode.Scalar>) -> Int32? { node(token).flatMap { id(at: $0) } }

    @inline(__always)
    private static func key(_ node: Node, _ scalar: Unicode.Scalar) -> UInt64 {
        UInt64(node) << 21 | UInt64(scalar.value)
    }
}
