import FewShotData
import ShopGuide

/// A picture with one place after the other greyed (Zeiler and Fergus, 2014): its pixels in a row, and the picture itself for pretrained
/// encoders that can't leave out a place.
struct Patches {
    /// Places from top to bottom, and from left to right.
    let side: Int
    /// The pixels of a picture's longer side, at most.
    private static let largestSide = 512

    /// One row for each place, from the top left on; the row as it is where it has no pixels.
    let rows: [[Float]]
    /// The picture that encoders see; nil where they see none.
    let picture: DecodedImage?

    /// - Returns: nil where neither the row nor an encoder has a picture.
    init?(_ parts: ProductParts, _ row: [Float], side: Int, picture: DecodedImage?) {
        let range = parts.ranges.first { $0.part == .image }?.range
        let pixels = range.flatMap { range in row[range].contains { $0 != 0 } ? range : nil }
        guard pixels != nil || picture != nil else { return nil }
        (self.side, self.picture) = (side, picture)
        let places = 0..<side * side
        if let shape = parts.image, let pixels {
            rows = Self.rows(row, shape, pixels, side)
        } else {
            rows = places.map { _ in row }
        }
    }

    /// One picture for each place, none where encoders see none.
    var pictures: [DecodedImage] {
        // So many copies of a large photo would take too much memory, and encoders see no more than this.
        guard let shown = picture.flatMap({ try? $0.fitted(to: Self.largestSide) }) else { return [] }
        let colour = shown.meanColour
        return (0..<side * side).map { shown.with(colour, at: $0, of: side) }
    }

    private static func rows(_ row: [Float], _ shape: [Int], _ range: Range<Int>, _ side: Int) -> [[Float]] {
        let (channels, height, width) = (shape[0], shape[1], shape[2])
        let grey = row[range].reduce(0, +) / Float(range.count)
        return (0..<side * side).map { place in
            let (top, left) = (place / side, place % side)
            var patched = row
            for channel in 0..<channels {
                for y in top * height / side..<(top + 1) * height / side {
                    for x in left * width / side..<(left + 1) * width / side {
                        patched[range.lowerBound + (channel * height + y) * width + x] = grey
                    }
                }
            }
            return patched
        }
    }
}

extension DecodedImage {
    /// The mean of each channel.
    fileprivate var meanColour: [UInt8] {
        (0..<channels).map { channel in
            let values = Swift.stride(from: channel, to: pixels.count, by: channels)
            return UInt8(values.reduce(0) { $0 + Int(pixels[$1]) } / (width * height))
        }
    }

    /// Returns the picture with one place of its middle square in a colour.
    fileprivate func with(_ colour: [UInt8], at place: Int, of side: Int) -> DecodedImage {
        let square = min(width, height)
        let (left, top) = ((width - square) / 2, (height - square) / 2)
        let (row, column) = (place / side, place % side)
        var pixels = pixels
        for y in top + row * square / side..<top + (row + 1) * square / side {
            for x in left + column * square / side..<left + (column + 1) * square / side {
                for channel in 0..<channels { pixels[(y * width + x) * channels + channel] = colour[channel] }
            }
        }
        return DecodedImage(width: width, height: height, channels: channels, pixels: pixels, ground: ground)
    }
}
