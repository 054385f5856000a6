import Foundation

/// A map from the statistics of a task and of a query to its calibration: how far apart things are there says what "far" is.
///
/// One layer of tanh, then (log T, τ, β, log(1 + κ)) of ``Calibration``; meta-trained over many tasks by
/// ``CalibrationNetworkFit``, so that a task of another kind is calibrated without an answer of its own.
public struct CalibrationNetwork: Sendable, Codable, Equatable {
    /// Weights of the hidden layer, `[inputs · units]`, row by row of the inputs.
    public var hidden: [Float]
    /// Biases of the hidden layer; as many as there are units.
    public var hiddenBias: [Float]
    /// Weights of the output, `[units · 4]`.
    public var output: [Float]
    /// Biases of the output, four numbers.
    public var outputBias: [Float]

    /// The number of outputs.
    static let outputs = 4

    /// Creates a network of given weights.
    ///
    /// - Precondition: the weights fit each other.
    public init(hidden: [Float], hiddenBias: [Float], output: [Float], outputBias: [Float]) {
        (self.hidden, self.hiddenBias, self.output, self.outputBias) = (hidden, hiddenBias, output, outputBias)
        precondition(objection == nil, objection ?? "")
    }

    /// The fault of weights that don't fit each other; `nil` for good ones.
    public var objection: String? {
        let units = hiddenBias.count
        guard units > 0, !hidden.isEmpty, hidden.count % units == 0 else {
            return "a hidden layer of \(hidden.count) weights for \(units) units"
        }
        guard output.count == Self.outputs * units, outputBias.count == Self.outputs else {
            return "an output of \(output.count) weights and \(outputBias.count) biases for \(units) units"
        }
        guard (hidden + hiddenBias + output + outputBias).allSatisfy(\.isFinite) else {
            return "a weight that isn't finite"
        }
        return nil
    }

    /// Reads a network.
    ///
    /// - Throws: `DecodingError` for weights that don't fit each other.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        hidden = try values.decode([Float].self, forKey: .hidden)
        hiddenBias = try values.decode([Float].self, forKey: .hiddenBias)
        output = try values.decode([Float].self, forKey: .output)
        outputBias = try values.decode([Float].self, forKey: .outputBias)
        if let objection {
            throw DecodingError.dataCorruptedError(forKey: .hidden, in: values, debugDescription: objection)
        }
    }

    /// The number of statistics that it reads.
    public var inputs: Int { hidden.count / hiddenBias.count }

    /// Returns the calibration of a task, for squared distances in the unit of its statistics.
    ///
    /// - Parameter statistics: ``inputs`` numbers.
    /// - Returns: The calibration.
    /// - Precondition: there are as many statistics as the network reads.
    public func calibration(for statistics: [Float]) -> Calibration {
        precondition(statistics.count == inputs, "\(statistics.count) statistics for a network of \(inputs)")
        var units = hiddenBias
        for (input, value) in statistics.enumerated() {
            for unit in units.indices { units[unit] += value * hidden[input * units.count + unit] }
        }
        var outputs = outputBias
        for unit in units.indices {
            let value = tanh(units[unit])
            for index in outputs.indices { outputs[index] += value * output[unit * Self.outputs + index] }
        }
        let numbers = outputs.map { min(max(Double($0), -20), 20) }
        return Calibration(
            temperature: exp(numbers[0]), widening: exp(numbers[3]) - 1, youth: numbers[2], rejection: numbers[1])
    }
}
