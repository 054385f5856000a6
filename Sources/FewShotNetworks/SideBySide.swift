import FewShotTensors

/// Encoders that see the same example, their embeddings side by side: squared distances between such embeddings are the sums of the
/// members' own.
public struct SideBySide<Member: FeatureEncoder>: FeatureEncoder {
    /// The encoders, of one architecture and each with weights of its own.
    public var members: [Member]

    /// Creates an encoder of members, of which there is one at least.
    public init(_ members: [Member]) {
        precondition(!members.isEmpty, "there are no encoders to put side by side")
        self.members = members
    }

    /// Maps examples `[n, …]` to embeddings `[n, members · d]`.
    public func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor {
        .concatenated(members.map { $0(input, in: &context).flattened(from: 1) }, 1)
    }

    /// Returns `[members · d]`.
    public func outputShape(for input: [Int]) -> [Int] { [members.reduce(0) { $0 + $1.dimensions(for: input) }] }

    /// Shows the members.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("members", &members) }
}
