/// A picture in memory: 8-bit RGB, interleaved, in rows from the top.
public struct PicturePixels: Sendable, Hashable {
    /// Rows and columns.
    public let size: PictureSize
    /// `height × width × 3` bytes.
    public let pixels: [UInt8]

    /// Creates a picture from its pixels.
    public init(_ pixels: [UInt8], height: Int, width: Int) {
        precondition(
            height > 0 && width > 0 && pixels.count == height * width * 3,
            "\(pixels.count) bytes for \(height) × \(width) pixels of 3 channels")
        size = PictureSize(height: height, width: width)
        self.pixels = pixels
    }
}

/// The rows and columns of a picture.
public struct PictureSize: Sendable, Hashable {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// Creates a size.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }
}

extension PicturePixels {
    /// Returns the picture at another size, as `Image.resize` of PIL 13 makes it, bit by bit: antialiased when shrinking, rounded to
    /// 8 bits after each of the two passes.
    public func resized(to target: PictureSize, by resampling: PictureResampling) -> PicturePixels {
        precondition(target.height > 0 && target.width > 0, "a picture can't be resized to \(target)")
        // PIL's order, which shows in the rounding: what loses far more rows than columns loses them first.
        let lostRows = size.height - target.height
        if lostRows > 0, lostRows > 2 * (size.width - target.width) {
            return resizedColumns(to: target.height, resampling).resizedRows(to: target.width, resampling)
        }
        return resizedRows(to: target.width, resampling).resizedColumns(to: target.height, resampling)
    }

    private func resizedRows(to width: Int, _ resampling: PictureResampling) -> PicturePixels {
        guard width != size.width else { return self }
        let weights = ResamplingWeights(resampling, from: size.width, to: width)
        let (height, oldWidth) = (size.height, size.width)
        let result = Self.bytes(height * width * 3) { output in
            pixels.withUnsafeBufferPointer { pixels in
                weights.values.withUnsafeBufferPointer { values in
                    for column in 0..<width {
                        let (start, count) = (weights.starts[column], weights.counts[column])
                        for row in 0..<height {
                            var (red, green, blue) = (Self.half, Self.half, Self.half)
                            var source = (row * oldWidth + start) * 3
                            for tap in 0..<count {
                                let weight = values[column * weights.window + tap]
                                red &+= weight &* Int32(pixels[source])
                                green &+= weight &* Int32(pixels[source + 1])
                                blue &+= weight &* Int32(pixels[source + 2])
                                source += 3
                            }
                            let target = (row * width + column) * 3
                            output[target] = Self.byte(red)
                            output[target + 1] = Self.byte(green)
                            output[target + 2] = Self.byte(blue)
                        }
                    }
                }
            }
        }
        return PicturePixels(result, height: height, width: width)
    }

    private func resizedColumns(to height: Int, _ resampling: PictureResampling) -> PicturePixels {
        guard height != size.height else { return self }
        let weights = ResamplingWeights(resampling, from: size.height, to: height)
        let stride = size.width * 3
        var sums = [Int32](repeating: 0, count: stride)
        let result = Self.bytes(height * stride) { output in
            pixels.withUnsafeBufferPointer { pixels in
                sums.withUnsafeMutableBufferPointer { sums in
                    for row in 0..<height {
                        sums.update(repeating: Self.half)
                        for tap in 0..<weights.counts[row] {
                            let weight = weights.values[row * weights.window + tap]
                            let source = (weights.starts[row] + tap) * stride
                            for place in 0..<stride { sums[place] &+= weight &* Int32(pixels[source + place]) }
                        }
                        for place in 0..<stride { output[row * stride + place] = Self.byte(sums[place]) }
                    }
                }
            }
        }
        return PicturePixels(result, height: height, width: size.width)
    }

    private static let half = Int32(1 << (ResamplingWeights.precision - 1))

    private static func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> Int32(ResamplingWeights.precision)) }

    private static func bytes(_ count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
    }
}
