import FewShotTensors
import Foundation

/// Random variations of training images, each image its own: what a drawing or a photo may look like without being another.
public struct Augmentation: Sendable, Codable, Hashable {
    /// The largest turn, in degrees, either way.
    public var rotation = 0.0
    /// The largest change of size, as a share: 0.2 is from 1/1.2 to 1.2 times, by each axis on its own.
    public var scale = 0.0
    /// The largest shear, as a share of the height.
    public var shear = 0.0
    /// The largest shift, as a share of a side.
    public var shift = 0.0
    /// The standard deviation of an elastic warp's displacements (Simard et al., 2003), as a share of a side; each is that of one
    /// of 4×4 points, and smooth between them.
    public var warp = 0.0
    /// Whether half of the images are mirrored, left to right.
    public var isMirrored = false
    /// The largest change of brightness and, on its own, of each colour, as a share.
    public var color = 0.0

    /// Creates an augmentation that leaves images as they are.
    public init() {}

    /// For drawings on empty paper: turned, stretched, sheared, shifted and warped a little.
    public static let drawings = {
        var result = Augmentation()
        (result.rotation, result.scale, result.shear, result.shift, result.warp) = (10, 0.15, 0.15, 0.07, 0.02)
        return result
    }()

    /// For photos: mirrored, cropped, turned a little, in another light.
    public static let photos = {
        var result = Augmentation()
        (result.rotation, result.scale, result.shift, result.isMirrored, result.color) = (10, 0.25, 0.1, true, 0.25)
        return result
    }()

    /// Returns the augmentation with every bound a factor as far: 2 turns twice as far, and so on.
    public func scaled(by factor: Double) -> Augmentation {
        var result = self
        for bound in [\Augmentation.rotation, \.scale, \.shear, \.shift, \.warp, \.color] {
            result[keyPath: bound] *= factor
        }
        return result
    }

    /// Returns varied images of the same shape, `[n, channels, h, w]`, 0…1.
    public func callAsFunction(_ images: Tensor, using generator: inout SeededGenerator) -> Tensor {
        let count = images.size(0)
        let points = points(count, height: images.size(2), width: images.size(3), on: images.device, using: &generator)
        var result = images.contiguous().sampled(at: points, isReflected: isOfPhotos)
        if color > 0 {
            let light = Tensor.uniform(
                [count, 1, 1, 1], low: 1 - color, high: 1 + color, on: images.device, using: &generator)
            let tint = Tensor.uniform(
                [count, images.size(1), 1, 1], low: 1 - color / 2, high: 1 + color / 2, on: images.device,
                using: &generator)
            result = (result * light * tint).clamped(to: 0...1)
        }
        return result.channelsLast()
    }

    /// Whether what is varied fills the picture; drawings stand on empty paper.
    var isOfPhotos: Bool { isMirrored || color > 0 }

    /// Returns where varied images are read, shape `[count, height, width, 2]`: x and y, −1…1 from edge to edge.
    func points(
        _ count: Int, height: Int, width: Int, on device: Device, using generator: inout SeededGenerator
    ) -> Tensor {
        // A point of the result is read at matrix · (x, y, 1).
        let corners = matrices(count, on: device, using: &generator)
        let points = Self.positions(height: height, width: width, on: device).matmul(corners)  // [n, h · w, 2]
            .reshaped([count, height, width, 2])
        return pull(count, height: height, width: width, on: device, using: &generator).map { points + $0 } ?? points
    }

    /// Returns random affine maps as their transposes, shape `[count, 3, 2]`.
    func matrices(_ count: Int, on device: Device, using generator: inout SeededGenerator) -> Tensor {
        Tensor((0..<count).flatMap { _ in matrix(using: &generator) }, shape: [count, 3, 2], on: device)
    }

    /// Returns the displacements of random elastic warps, shape `[count, height, width, 2]`; nil without one.
    func pull(
        _ count: Int, height: Int, width: Int, on device: Device, using generator: inout SeededGenerator
    ) -> Tensor? {
        guard warp > 0 else { return nil }
        let pull = Tensor.normal([count, 2, 4, 4], on: device, using: &generator) * (2 * warp)
        return pull.resized(height: height, width: width).permuted([0, 2, 3, 1])
    }

    /// Returns varied images, or rows that begin with the pixels of a picture of a shape, which alone are varied.
    func varied(_ features: Tensor, picture: [Int]?, using generator: inout SeededGenerator) -> Tensor {
        guard let picture, features.rank == 2 else { return self(features, using: &generator) }
        let count = picture.reduce(1, *)
        let images = features.slice(0..<count, 1).reshaped([features.size(0)] + picture)
        let varied = self(images, using: &generator).contiguous().reshaped([features.size(0), count])
        return .concatenated([varied, features.slice(count..<features.size(1), 1)], 1)
    }

    /// Rows (x, y, 1) of the pixels' centres, shape `[h · w, 3]`.
    private static func positions(height: Int, width: Int, on device: Device) -> Tensor {
        var rows: [Float] = []
        rows.reserveCapacity(height * width * 3)
        for y in 0..<height {
            for x in 0..<width {
                rows.append((2 * Float(x) + 1) / Float(width) - 1)
                rows.append((2 * Float(y) + 1) / Float(height) - 1)
                rows.append(1)
            }
        }
        return Tensor(rows, shape: [height * width, 3], on: device)
    }

    /// A random affine map as the rows of its transpose, `[3, 2]`.
    private func matrix(using generator: inout SeededGenerator) -> [Float] {
        func symmetric(_ bound: Double) -> Double { generator.uniform(in: -1...1) * bound }
        let angle = symmetric(rotation) * .pi / 180
        let (cosine, sine) = (cos(angle), sin(angle))
        let horizontal = growth(using: &generator)
        let vertical = growth(using: &generator)
        let slant = symmetric(shear)
        let mirror = isMirrored && generator.uniform() < 0.5 ? -1.0 : 1.0
        let (right, down) = (symmetric(shift) * 2, symmetric(shift) * 2)
        // rotation · shear · scale
        let rows = [
            cosine * horizontal * mirror, sine * horizontal * mirror,
            (cosine * slant - sine) * vertical, (sine * slant + cosine) * vertical,
            right, down,
        ]
        return rows.map(Float.init)
    }

    private func growth(using generator: inout SeededGenerator) -> Double {
        let factor = 1 + generator.uniform() * scale
        return generator.uniform() < 0.5 ? factor : 1 / factor
    }
}
