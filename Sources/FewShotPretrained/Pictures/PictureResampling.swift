import Foundation

/// An interpolation of pictures, by PIL's names.
public enum PictureResampling: String, Sendable, Codable, CaseIterable {
    /// The mean over the area of a pixel.
    case box
    /// A triangle of one pixel to each side.
    case bilinear
    /// A Hamming window of one pixel to each side.
    case hamming
    /// A cubic of two pixels to each side (Keys, 1981, a = −0.5).
    case bicubic
    /// A windowed sinc of three pixels to each side.
    case lanczos

    /// The interpolation with PIL's number, which `preprocessor_config.json` holds; `nil` for 0, nearest, and unknown numbers.
    public init?(number: Int) {
        let all: [Int: PictureResampling] = [1: .lanczos, 2: .bilinear, 3: .bicubic, 4: .box, 5: .hamming]
        guard let found = all[number] else { return nil }
        self = found
    }

    /// The pixels to each side that count.
    var support: Double {
        switch self {
        case .box: 0.5
        case .bilinear, .hamming: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The weight of a pixel at a distance.
    func weight(_ distance: Double) -> Double {
        let x = abs(distance)
        switch self {
        case .box: return distance > -0.5 && distance <= 0.5 ? 1 : 0
        case .bilinear: return x < 1 ? 1 - x : 0
        case .hamming:
            guard x > 0 else { return 1 }
            let (base, wave) = (Double(Float(0.54)), Double(Float(0.46)))  // PIL has them in single precision
            return x < 1 ? sin(x * .pi) / (x * .pi) * (base + wave * cos(x * .pi)) : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
        case .lanczos:
            func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
            return distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0
        }
    }
}

/// The weights of the pixels that make each pixel of a resized line, in fixed point, as PIL rounds them.
struct ResamplingWeights {
    /// Bits after the point.
    static let precision = 22

    /// The first pixel of each window.
    private(set) var starts: [Int] = []
    /// The pixels of each window.
    private(set) var counts: [Int] = []
    /// `window` weights for each resized pixel, of which `counts` are used.
    private(set) var values: [Int32]
    /// The most pixels of a window.
    let window: Int

    /// Computes the weights that make a line of `input` pixels one of `output`; the support grows where it shrinks.
    init(_ resampling: PictureResampling, from input: Int, to output: Int) {
        let scale = Double(input) / Double(output)
        let filterScale = max(scale, 1)
        let support = resampling.support * filterScale
        window = Int(support.rounded(.up)) * 2 + 1
        values = []
        values.reserveCapacity(output * window)
        for index in 0..<output {
            let center = (Double(index) + 0.5) * scale
            let start = max(Int(center - support + 0.5), 0)
            let end = min(Int(center + support + 0.5), input)
            var weights = (start..<end).map { resampling.weight((Double($0) - center + 0.5) * (1 / filterScale)) }
            var sum = 0.0
            for weight in weights { sum += weight }
            if sum != 0 { for place in weights.indices { weights[place] /= sum } }
            starts.append(start)
            counts.append(weights.count)
            let one = Double(1 << Self.precision)
            values += weights.map { Int32($0 < 0 ? $0 * one - 0.5 : $0 * one + 0.5) }
            values += repeatElement(0, count: max(0, window - weights.count))
        }
    }
}
