/// A fingerprint of what a picture shows, 64 bits, that survives resizing and recompression: dHash (Krawetz, 2013).
///
/// The picture is averaged to 9×8 grey cells; a bit says whether a cell is brighter than its right neighbour. Copies of one photo are
/// mostly within a ``distance(to:)`` of 6, different photos around 32. Drawings on plain paper have few bits set and are close to
/// each other: tell them apart by their bytes.
public struct PerceptualHash: Sendable, Hashable {
    /// The bits, the first row's leftmost in the highest place.
    public let bits: UInt64

    private static let (columns, rows) = (9, 8)
    /// Grey levels that a cell must be brighter, so that the noise of a plain ground sets no bits.
    private static let step = 2.0

    /// Creates a hash from its bits.
    public init(bits: UInt64) { self.bits = bits }

    /// Creates the hash of a decoded image.
    public init(of image: DecodedImage) {
        let cells = Self.cells(of: image)
        var bits: UInt64 = 0
        for row in 0..<Self.rows {
            for column in 0..<Self.columns - 1 {
                let cell = row * Self.columns + column
                bits = bits << 1 | (cells[cell] > cells[cell + 1] + Self.step ? 1 : 0)
            }
        }
        self.bits = bits
    }

    /// Returns the number of bits that differ, 0 to 64.
    public func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }

    /// The mean grey of each cell, row by row; cells of pictures smaller than the grid share pixels.
    private static func cells(of image: DecodedImage) -> [Double] {
        let grey = image.planes(channels: 1)
        func span(_ cell: Int, of cells: Int, length: Int) -> Range<Int> {
            let start = cell * length / cells
            return start..<max(start + 1, (cell + 1) * length / cells)
        }
        return (0..<rows).flatMap { row in
            (0..<columns).map { column in
                let (ys, xs) = (
                    span(row, of: rows, length: image.height), span(column, of: columns, length: image.width)
                )
                var sum = 0
                for y in ys { for x in xs { sum += Int(grey[y * image.width + x]) } }
                return Double(sum) / Double(ys.count * xs.count)
            }
        }
    }
}

extension PerceptualHash: LosslessStringConvertible {
    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Reads what ``description`` writes; `nil` for anything else.
    public init?(_ description: String) {
        guard description.utf8.count == 16, description.allSatisfy(\.isHexDigit),
            let bits = UInt64(description, radix: 16)
        else { return nil }
        self.init(bits: bits)
    }
}
