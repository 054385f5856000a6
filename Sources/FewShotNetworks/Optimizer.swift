import FewShotTensors

/// A rule by which a parameter moves along its gradient.
public protocol UpdateRule: Sendable {
    /// The names of the tensors that the rule keeps for each parameter, of its shape and zero to begin with.
    static var slotNames: [String] { get }

    /// Returns the parameter after a step, and renews its slots; `step` is the number of this step, from 1.
    func updated(_ parameter: Tensor, along gradient: Tensor, rate: Double, step: Int, slots: inout [Tensor]) -> Tensor
}

/// Maps an update rule over a model's parameters, and keeps what the rule remembers of them.
///
/// A module itself: its memory is saved and restored as a model's tensors are.
public struct Optimizer<Rule: UpdateRule>: Module {
    /// The rule by which each parameter moves.
    public var rule: Rule
    /// Steps taken.
    public var steps = 0
    private var slots: [Slots]

    private struct Slots {
        let parameter: String
        var tensors: [Tensor]
    }

    /// Creates an optimiser for models of the shape of this one.
    public init(_ rule: Rule, for model: some Module) {
        self.rule = rule
        var slots: [Slots] = []
        var model = model
        // Collecting doesn't throw.
        try? model.forEachTensor { name, role, tensor in
            guard role == .parameter else { return }
            let zeros = (tensor * 0).detached()  // stored as the parameter is
            slots.append(Slots(parameter: name, tensors: Rule.slotNames.map { _ in zeros }))
        }
        self.slots = slots
    }

    /// Moves a model's parameters one step against the gradient.
    ///
    /// - Throws: The error of a failed tensor; the model is then as it was.
    public mutating func update<Model: Module>(
        _ model: inout Model, along gradient: Gradient<Model>, rate: Double
    ) throws {
        let parameters = model.parameters
        precondition(
            parameters.count == slots.count,
            "the optimiser was made for \(slots.count) parameters, not \(parameters.count)")
        var next = self
        next.steps += 1
        var moved: [Tensor] = []
        for (index, (parameter, derivative)) in zip(parameters, gradient.tensors).enumerated() {
            let result = rule.updated(
                parameter, along: derivative, rate: rate, step: next.steps, slots: &next.slots[index].tensors)
            moved.append(try result.checked())
        }
        model = model.replacingParameters(moved)
        self = next
    }

    /// Shows the rule's memory, named by parameter.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        for index in slots.indices {
            for (slot, name) in Rule.slotNames.enumerated() {
                parameters.buffer("\(name).\(slots[index].parameter)", &slots[index].tensors[slot])
            }
        }
    }
}

/// Adam (Kingma and Ba, 2015, algorithm 1).
public struct Adam: UpdateRule {
    /// The moving averages of the gradient and of its square.
    public static let slotNames = ["mean", "square"]
    /// The decay of the gradient's average.
    public var meanDecay = 0.9
    /// The decay of the squared gradient's average.
    public var squareDecay = 0.999
    /// Added to the root of the squared gradient's average.
    public var epsilon = 1e-8
    /// The pull towards zero that is added to the gradient.
    public var weightDecay = 0.0

    /// Creates the rule with the paper's constants.
    public init() {}

    /// Moves one parameter.
    public func updated(
        _ parameter: Tensor, along gradient: Tensor, rate: Double, step: Int, slots: inout [Tensor]
    ) -> Tensor {
        let gradient = weightDecay == 0 ? gradient : gradient + parameter * weightDecay
        let factors = Tensor.AdamFactors(
            meanDecay: meanDecay, squareDecay: squareDecay, meanScale: rate / (1 - power(meanDecay, step)),
            squareScale: (1 - power(squareDecay, step)).squareRoot(), epsilon: epsilon)
        let moved = parameter.adamStep(along: gradient, mean: slots[0], square: slots[1], factors: factors)
        slots = [moved.mean, moved.square]
        return moved.parameter
    }
}

/// Stochastic gradient descent with momentum, as PyTorch defines it: velocity = momentum · velocity + gradient.
public struct SGD: UpdateRule {
    /// The decaying sum of gradients.
    public static let slotNames = ["velocity"]
    /// The share of the velocity that stays at each step, 0…1.
    public var momentum: Double
    /// The pull towards zero that is added to the gradient.
    public var weightDecay: Double

    /// Creates the rule.
    public init(momentum: Double = 0, weightDecay: Double = 0) {
        self.momentum = momentum
        self.weightDecay = weightDecay
    }

    /// Moves one parameter.
    public func updated(
        _ parameter: Tensor, along gradient: Tensor, rate: Double, step: Int, slots: inout [Tensor]
    ) -> Tensor {
        let gradient = weightDecay == 0 ? gradient : gradient + parameter * weightDecay
        slots[0] = momentum == 0 ? gradient : slots[0] * momentum + gradient
        return parameter - slots[0] * rate
    }
}

/// A whole power by repeated squaring: the same bits everywhere, unlike the C library's.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, remaining) = (1.0, base, exponent)
    while remaining > 0 {
        if remaining & 1 == 1 { result *= square }
        square *= square
        remaining >>= 1
    }
    return result
}
