import FewShotLearning

extension PackedImages {
    /// The ink of the images, where three of four are drawings on plain paper; `nil` for photos and everything else.
    var ink: Ink? {
        let count = names.count
        guard count > 0 else { return nil }
        let sample = stride(from: 0, to: count, by: max(1, count / 200)).map { ink(of: $0) }
        for ink in Ink.allCases where 4 * sample.count(where: { $0 == ink }) >= 3 * sample.count { return ink }
        return nil
    }

    /// The ink of one image whose border is all paper and whose inside isn't.
    private func ink(of image: Int) -> Ink? {
        let (height, width) = (shape[1], shape[2])
        let size = shape.reduce(1, *)
        let own = pixels[image * size..<(image + 1) * size]
        var border: (least: UInt8, most: UInt8) = (255, 0)
        for (position, value) in own.enumerated() {
            let (x, y) = (position % width, position / width % height)
            guard x == 0 || y == 0 || x == width - 1 || y == height - 1 else { continue }
            border = (min(border.least, value), max(border.most, value))
        }
        if border.least > 191, own.contains(where: { $0 < 96 }) { return .dark }
        if border.most < 64, own.contains(where: { $0 > 159 }) { return .bright }
        return nil
    }

    /// Turns black to white and white to black.
    mutating func invert() { for index in pixels.indices { pixels[index] = 255 - pixels[index] } }
}
