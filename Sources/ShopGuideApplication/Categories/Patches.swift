import FewShotData
import FewShotPretrained
import ShopGuide

/// A picture with one place after the other greyed (Zeiler and Fergus, 2014): its pixels in a row, and the picture itself for pretrained
/// encoders that can't leave out a place.
struct Patches {
    /// Rows and columns of places.
    let places: PictureSize
    /// The most that are left out.
    static let finest = PictureSize(height: 7, width: 7)
    /// The pixels of a picture's longer side, at most.
    private static let largestSide = 512

    /// One row for each place, from the top left on; the row as it is where it has no pixels.
    let rows: [[Float]]
    /// The picture that encoders see; nil where they see none.
    let picture: DecodedImage?

    /// - Returns: nil where neither the row nor an encoder has a picture.
    init?(_ parts: ProductParts, _ row: [Float], places: PictureSize, picture: DecodedImage?) {
        let range = parts.ranges.first { $0.part == .image }?.range
        let pixels = range.flatMap { range in row[range].contains { $0 != 0 } ? range : nil }
        guard pixels != nil || picture != nil else { return nil }
        (self.places, self.picture) = (places, picture)
        if let shape = parts.image, let pixels {
            rows = Self.rows(row, shape, pixels, places)
        } else {
            rows = Array(repeating: row, count: places.height * places.width)
        }
    }

    /// One picture for each place, none where encoders see none.
    var pictures: [DecodedImage] {
        // So many copies of a large photo would take too much memory, and encoders see no more than this.
        guard let shown = picture.flatMap({ try? $0.fitted(to: Self.largestSide) }) else { return [] }
        let colour = shown.meanColour
        return (0..<places.height * places.width).map { shown.with(colour, at: $0, of: places) }
    }

    private static func rows(_ row: [Float], _ shape: [Int], _ range: Range<Int>, _ places: PictureSize) -> [[Float]] {
        let (channels, height, width) = (shape[0], shape[1], shape[2])
        let grey = row[range].reduce(0, +) / Float(range.count)
        return (0..<places.height * places.width).map { place in
            let (top, left) = (place / places.width, place % places.width)
            var patched = row
            for channel in 0..<channels {
                for y in top * height / places.height..<(top + 1) * height / places.height {
                    for x in left * width / places.width..<(left + 1) * width / places.width {
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
    fileprivate func with(_ colour: [UInt8], at place: Int, of places: PictureSize) -> DecodedImage {
        let square = min(width, height)
        let (left, top) = ((width - square) / 2, (height - square) / 2)
        let (row, column) = (place / places.width, place % places.width)
        var pixels = pixels
        for y in top + row * square / places.height..<top + (row + 1) * square / places.height {
            for x in left + column * square / places.width..<left + (column + 1) * square / places.width {
                for channel in 0..<channels { pixels[(y * width + x) * channels + channel] = colour[channel] }
            }
        }
        return DecodedImage(width: width, height: height, channels: channels, pixels: pixels, ground: ground)
    }
}
