import FewShotLearning
import FewShotTensors

/// Small generated data sets that tests learn from.
enum Datasets {
    /// Classes of square pictures: each class is a random picture, each example that picture with noise.
    static func noisyPictures(
        classes: Int, examples: Int, noise: Double = 0.5, side: Int = 16, seed: UInt64 = 1
    ) -> Dataset {
        var generator = SeededGenerator(seed: seed)
        let centres = Tensor.uniform([classes, 1, side, side], using: &generator).repeated(examples)
        let pictures = centres + Tensor.normal([classes * examples, 1, side, side], using: &generator) * noise
        return Dataset(
            features: pictures,
            classes: (0..<classes).map { index in
                Dataset.Class(name: "class \(index)", examples: Array(index * examples..<(index + 1) * examples))
            })
    }
}
