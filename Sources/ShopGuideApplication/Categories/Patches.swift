import ShopGuide

/// A row's picture with one place after the other greyed (Zeiler and Fergus, 2014).
struct Patches {
    /// Places from top to bottom, and from left to right.
    let side = 7
    /// One row for each place, from the top left on.
    let rows: [[Float]]

    /// - Returns: nil where the row has no picture.
    init?(_ parts: ProductParts, _ row: [Float]) {
        guard let shape = parts.image, let range = parts.ranges.first(where: { $0.part == .image })?.range,
            row[range].contains(where: { $0 != 0 })
        else { return nil }
        let (channels, height, width) = (shape[0], shape[1], shape[2])
        let grey = row[range].reduce(0, +) / Float(range.count)
        var rows: [[Float]] = []
        for place in 0..<side * side {
            let (top, left) = (place / side, place % side)
            var patched = row
            for channel in 0..<channels {
                for y in top * height / side..<(top + 1) * height / side {
                    for x in left * width / side..<(left + 1) * width / side {
                        patched[range.lowerBound + (channel * height + y) * width + x] = grey
                    }
                }
            }
            rows.append(patched)
        }
        self.rows = rows
    }
}
