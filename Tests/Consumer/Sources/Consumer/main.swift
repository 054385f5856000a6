import FewShotLearning
import FewShotNetworks
import FewShotTensors

// Learns two classes from two points each, without any training, and says of two more which class they are of.
let support = Examples(
    features: Tensor([0.0, 0.1, 0.2, 0.0, 5.0, 5.1, 5.2, 5.0] as [Float], shape: [4, 2]),
    labels: Tensor([0, 0, 1, 1] as [Int]),
    ways: 2
)
let predictor = try PrototypicalNetwork(encoder: Flatten()).adapted(to: support)
var context = ForwardContext(normalization: .running)
let scores = predictor.scores(for: Tensor([4.0, 4.0, 1.0, 1.0] as [Float], shape: [2, 2]), in: &context)
let classes: [Int] = try scores.argmax().values()
precondition(classes == [1, 0], "expected classes [1, 0], got \(classes)")
print("Consumer: classes \(classes)")
