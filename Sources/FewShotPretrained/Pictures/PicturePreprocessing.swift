public import FewShotTensors

/// The steps from a picture to a network's input: resize, cut the middle out, rescale, normalise.
public struct PicturePreprocessing: Sendable, Hashable {
    /// A way to resize.
    public enum Resizing: Sendable, Hashable {
        /// The picture keeps its size, and so all must have one.
        case none
        /// Both edges get a size; proportions aren't kept.
        case exact(height: Int, width: Int)
        /// The shorter edge gets a size, and the longer one follows, rounded down.
        case shortestEdge(Int)
    }

    /// The way to resize.
    public let resizing: Resizing
    /// The interpolation.
    public let resampling: PictureResampling
    /// The size of the middle that is cut out; zeros fill what a smaller picture lacks.
    public let crop: PictureSize?
    /// The factor of 8-bit values.
    public let scale: Double
    /// The mean of each channel of scaled values, red, green, blue.
    public let mean: [Double]
    /// The deviation of each channel of scaled values.
    public let deviation: [Double]

    /// Creates the steps.
    ///
    /// - Parameters:
    ///   - resizing: The way to resize.
    ///   - resampling: The interpolation.
    ///   - crop: The size of the middle that is cut out.
    ///   - scale: The factor of 8-bit values.
    ///   - mean: One for all channels, or three.
    ///   - deviation: One for all channels, or three.
    ///   - file: The file that says so, for errors.
    /// - Throws: ``PretrainedError`` for numbers that make no sense.
    public init(
        resizing: Resizing, resampling: PictureResampling, crop: PictureSize? = nil, scale: Double = 1 / 255,
        mean: [Double], deviation: [Double], file: String? = nil
    ) throws(PretrainedError) {
        func channels(_ name: String, _ values: [Double], _ isRight: (Double) -> Bool, _ rule: String)
            throws(PretrainedError)
            -> [Double]
        {
            guard values.count == 1 || values.count == 3, values.allSatisfy(isRight) else {
                throw PretrainedError(
                    .outOfBounds, file: file, "the \(name) must be one number or three, \(rule) (got \(values))")
            }
            return values.count == 3 ? values : Array(repeating: values[0], count: 3)
        }
        self.mean = try channels("mean", mean, { abs($0) <= 1000 }, "between -1000 and 1000")
        self.deviation = try channels("deviation", deviation, { $0 > 1e-6 && $0 <= 1000 }, "above 0 and at most 1000")
        self.resizing = resizing
        self.resampling = resampling
        self.crop = crop
        self.scale = scale
    }

    /// The size of every picture that comes out; `nil` where it depends on the picture's own.
    public var outputSize: PictureSize? {
        if let crop { return crop }
        if case .exact(let height, let width) = resizing { return PictureSize(height: height, width: width) }
        return nil
    }
}

extension PicturePreprocessing {
    /// Returns pictures as a network takes them, `[n, 3, height, width]`, float32.
    ///
    /// - Throws: ``PretrainedError`` where there is no picture, one is too narrow, or they come out in different sizes.
    public func callAsFunction(_ pictures: [PicturePixels]) throws(PretrainedError) -> Tensor {
        var values: [Float] = []
        var size: PictureSize?
        for (index, picture) in pictures.enumerated() {
            let fitted = try fitted(picture)
            guard size == nil || size == fitted.size else {
                throw PretrainedError(
                    .input, "picture \(index) comes out at another size than the first; cut all to one size")
            }
            if size == nil { values.reserveCapacity(pictures.count * fitted.pixels.count) }
            size = fitted.size
            append(fitted, to: &values)
        }
        guard let size else { throw PretrainedError(.input, "there are no pictures to embed") }
        return Tensor(values, shape: [pictures.count, 3, size.height, size.width], on: .cpu)
    }

    /// The pixels of a resized picture, before its middle is cut out.
    private static let maximumPixels = 64 << 20

    /// Returns a picture at the size that the network takes, in 8 bits.
    public func fitted(_ picture: PicturePixels) throws(PretrainedError) -> PicturePixels {
        var result = picture
        switch resizing {
        case .none: break
        case .exact(let height, let width):
            result = result.resized(to: PictureSize(height: height, width: width), by: resampling)
        case .shortestEdge(let edge):
            let (height, width) = (picture.size.height, picture.size.width)
            let (short, long) = (min(height, width), max(height, width))
            // The product of whole numbers divided in floating point and cut, as the original does.
            let other = Int(Double(edge * long) / Double(short))
            guard other <= Self.maximumPixels / edge else {
                throw PretrainedError(
                    .input,
                    "a picture of \(height) × \(width) pixels is too narrow: it would be \(edge) × \(other) here")
            }
            let size =
                height <= width ? PictureSize(height: edge, width: other) : PictureSize(height: other, width: edge)
            result = result.resized(to: size, by: resampling)
        }
        return crop.map { result.middle($0) } ?? result
    }

    /// Appends the scaled and normalised planes of a picture.
    private func append(_ picture: PicturePixels, to values: inout [Float]) {
        let count = picture.size.height * picture.size.width
        for channel in 0..<3 {
            let (mean, deviation) = (Float(mean[channel]), Float(deviation[channel]))
            let table = (0..<256).map { (Float(Double($0) * scale) - mean) / deviation }
            picture.pixels.withUnsafeBufferPointer { pixels in
                table.withUnsafeBufferPointer { table in
                    values.append(contentsOf: (0..<count).lazy.map { table[Int(pixels[3 * $0 + channel])] })
                }
            }
        }
    }
}

extension PicturePixels {
    /// Returns the middle of a size; zeros surround a smaller picture.
    func middle(_ target: PictureSize) -> PicturePixels {
        guard target != size else { return self }
        let (top, left) = (
            Self.offset(of: target.height, in: size.height), Self.offset(of: target.width, in: size.width)
        )
        var result = [UInt8](repeating: 0, count: target.height * target.width * 3)
        let columns = max(left, 0)..<min(left + target.width, size.width)
        for row in 0..<target.height where (0..<size.height).contains(top + row) {
            let source = pixels[
                ((top + row) * size.width + columns.lowerBound) * 3..<((top + row) * size.width + columns.upperBound)
                    * 3]
            let start = (row * target.width + columns.lowerBound - left) * 3
            result.replaceSubrange(start..<start + source.count, with: source)
        }
        return PicturePixels(result, height: target.height, width: target.width)
    }

    /// The first pixel of the middle, below 0 where it is longer than the whole: then half the difference, rounded up, lies before.
    private static func offset(of middle: Int, in whole: Int) -> Int {
        middle <= whole ? (whole - middle) / 2 : -((middle - whole + 1) / 2)
    }
}
