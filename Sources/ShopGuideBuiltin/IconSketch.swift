import FewShotTensors

/// A piece of a drawing: an area to fill or a line to draw, on a sheet that spans -50…50 with y pointing down.
struct IconPart {
    /// The outline of an area, or the course of a line.
    var path: [IconPoint]
    /// The width of a line; nil for an area.
    var width: Double?
    /// Its paint.
    var tone: IconTone
}

/// The paint of a part; the product decides which grey that is.
enum IconTone: UInt8 {
    /// The background, also seen through holes.
    case paper
    /// The product's main colour, the one that patterns are printed on.
    case body
    /// Its second colour.
    case accent
    /// Lines that stand out from both colours.
    case ink
    /// Things that aren't the product: shelves, shadows, specks.
    case clutter
    /// Stickers and tags in front of the product.
    case sticker
}

/// One product's drawing while a category's recipe makes it: the parts so far and the random choices still to come.
struct IconSketch {
    /// The parts so far, back to front.
    private(set) var parts: [IconPart] = []
    private var generator: SeededGenerator

    /// Creates an empty sheet whose random choices come from `generator`.
    init(using generator: SeededGenerator) {
        self.generator = generator
    }

    // MARK: Choices

    /// Returns a measure between two bounds.
    mutating func between(_ low: Double, _ high: Double) -> Double { generator.uniform(in: low...high) }

    /// Returns a whole number between two bounds, both included.
    mutating func count(_ low: Int, _ high: Int) -> Int { low + generator.integer(below: high - low + 1) }

    /// Returns true with a probability.
    mutating func chance(_ probability: Double) -> Bool { generator.uniform() < probability }

    // MARK: Areas

    /// Fills a polygon.
    mutating func polygon(_ points: [(Double, Double)], _ tone: IconTone = .body) {
        parts.append(IconPart(path: points.map { IconPoint($0, $1) }, tone: tone))
    }

    /// Fills a rounded shape that a polygon encloses.
    mutating func blob(_ points: [(Double, Double)], _ tone: IconTone = .body) {
        parts.append(IconPart(path: Self.rounded(points.map { IconPoint($0, $1) }, closed: true), tone: tone))
    }

    /// Fills a rectangle, its corners rounded by `round`.
    mutating func box(
        _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, round: Double = 0, _ tone: IconTone = .body
    ) {
        let radius = min(round, (right - left) / 2, (bottom - top) / 2)
        let corners = [
            IconPoint(right - radius, bottom - radius), IconPoint(left + radius, bottom - radius),
            IconPoint(left + radius, top + radius), IconPoint(right - radius, top + radius),
        ]
        let steps = radius > 0 ? 4 : 0
        let path = corners.enumerated().flatMap { quarter, corner in
            (0...steps).map { step in
                corner + radius * IconPoint.onCircle(turn: (Double(quarter) + Double(step) / 4) / 4)
            }
        }
        parts.append(IconPart(path: path, tone: tone))
    }

    /// Fills an ellipse with a centre and two radii.
    mutating func ellipse(_ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double, _ tone: IconTone = .body) {
        let path = Self.arc(x, y, radiusX, radiusY, from: 0, to: 1)
        parts.append(IconPart(path: Array(path.dropLast()), tone: tone))
    }

    // MARK: Lines

    /// Draws straight lines through points.
    mutating func line(_ points: [(Double, Double)], width: Double, _ tone: IconTone = .body) {
        parts.append(IconPart(path: points.map { IconPoint($0, $1) }, width: width, tone: tone))
    }

    /// Draws a smooth line that points guide.
    mutating func curve(_ points: [(Double, Double)], width: Double, _ tone: IconTone = .body) {
        let path = Self.rounded(points.map { IconPoint($0, $1) }, closed: false)
        parts.append(IconPart(path: path, width: width, tone: tone))
    }

    /// Draws a piece of an ellipse between two angles, in turns, clockwise from the right-hand side.
    mutating func arc(
        _ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double, from start: Double = 0, to end: Double = 1,
        width: Double, _ tone: IconTone = .body
    ) {
        let path = Self.arc(x, y, radiusX, radiusY, from: start, to: end)
        parts.append(IconPart(path: path, width: width, tone: tone))
    }

    // MARK: Paths

    private static func arc(
        _ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double, from start: Double, to end: Double
    ) -> [IconPoint] {
        let steps = max(4, Int((end - start) * 24))
        return (0...steps).map { step in
            let turn = start + (end - start) * Double(step) / Double(steps)
            let point: IconPoint = .onCircle(turn: turn)
            return IconPoint(x + radiusX * point.x, y + radiusY * point.y)
        }
    }

    /// Cuts the corners of a path twice (Chaikin, 1974); an open path keeps its ends.
    private static func rounded(_ points: [IconPoint], closed: Bool) -> [IconPoint] {
        var path = points
        for _ in 0..<2 {
            guard let first = path.first, let last = path.last else { break }
            var cut = closed ? [] : [first]
            for (start, end) in zip(path, path.dropFirst() + (closed ? [first] : [])) {
                let quarter = (end - start) * 0.25
                cut += [start + quarter, end - quarter]
            }
            path = closed ? cut : cut + [last]
        }
        return path
    }
}
