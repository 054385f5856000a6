import FewShotNetworks
import FewShotTensors
var g = SeededGenerator(seed: 1)
var encoder = Conv4(using: &g)
var optimizer = Optimizer(Adam(), for: encoder)
let images = Tensor.normal([360, 1, 28, 28], using: &g)
let labels = Tensor.range(0..<60).repeated(5)
let clock = ContinuousClock()
for i in 0..<12 {
    let t = try clock.measure {
        var context = ForwardContext(normalization: .batch)
        let (value, gradient) = try valueWithGradient(at: encoder) { encoder in
            let z = encoder(images, in: &context)
            return crossEntropy(-z[60..<360].squaredDistances(to: z[0..<60]), labels)
        }
        try encoder.absorb(context)
        try optimizer.update(&encoder, along: gradient, rate: 1e-3)
        print(try value.scalar())
    }
    print(t)
}
