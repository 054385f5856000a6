import FewShotTensors
import Foundation

extension SeededGenerator {
    /// Returns one of the elements.
    mutating func choice<Element>(of elements: [Element]) -> Element { elements[integer(below: elements.count)] }

    /// Returns `true` with a probability.
    mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// Draws from a normal distribution (Box and Muller, 1958).
    mutating func normal(mean: Double = 0, deviation: Double) -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return mean + deviation * radius * cos(2 * .pi * uniform())
    }
}
