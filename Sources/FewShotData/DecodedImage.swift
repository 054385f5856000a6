/// An image in memory: 8-bit pixels in rows from the top, grey or RGB interleaved.
public struct DecodedImage: Sendable, Hashable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 1 for grey, 3 for RGB.
    public let channels: Int
    /// `height × width × channels` bytes.
    public let pixels: [UInt8]
    /// The ground that transparent pixels were laid on, where the file has some.
    public let ground: Ground

    /// A ground for transparent pixels.
    public enum Ground: Sendable, Hashable {
        /// White.
        case white
        /// Mid-grey, for pictures that are white on transparent: nothing of them would be left to see on white.
        case grey
    }

    /// Creates an image from its pixels.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8], ground: Ground = .white) {
        precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels, not \(channels)")
        precondition(
            width > 0 && height > 0 && pixels.count == width * height * channels,
            "\(pixels.count) bytes for \(width) × \(height) pixels of \(channels) channels"
        )
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
        self.ground = ground
    }

    /// Returns the largest square in the middle; an odd pixel more is cut on the right and at the bottom.
    public func croppedToSquare() -> DecodedImage {
        guard width != height else { return self }
        let side = min(width, height)
        let (left, top) = ((width - side) / 2, (height - side) / 2)
        let cropped = [UInt8](unsafeUninitializedCapacity: side * side * channels) { buffer, count in
            pixels.withUnsafeBufferPointer { pixels in
                for row in 0..<side {
                    let start = ((top + row) * width + left) * channels
                    let source = pixels[start..<start + side * channels]
                    _ = buffer[(row * side * channels)...].update(fromContentsOf: source)
                }
            }
            count = side * side * channels
        }
        return DecodedImage(width: side, height: side, channels: channels, pixels: cropped, ground: ground)
    }

    /// Returns the image in one plane per channel, `[channels, height, width]`, as tensors hold it; grey is repeated and
    /// colours are weighted by ITU-R BT.601, as PIL does, where `channels` differ.
    public func planes(channels wanted: Int) -> [UInt8] {
        precondition(wanted == 1 || wanted == 3, "an image has 1 or 3 channels, not \(wanted)")
        let size = width * height
        return [UInt8](unsafeUninitializedCapacity: size * wanted) { planes, count in
            pixels.withUnsafeBufferPointer { pixels in
                switch (channels, wanted) {
                case (1, _):
                    for plane in 0..<wanted { for i in 0..<size { planes[plane * size + i] = pixels[i] } }
                case (_, 1):
                    for i in 0..<size {
                        let (red, green, blue) = (Int(pixels[3 * i]), Int(pixels[3 * i + 1]), Int(pixels[3 * i + 2]))
                        planes[i] = UInt8((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16)
                    }
                default:
                    for plane in 0..<3 { for i in 0..<size { planes[plane * size + i] = pixels[3 * i + plane] } }
                }
            }
            count = size * wanted
        }
    }
}
