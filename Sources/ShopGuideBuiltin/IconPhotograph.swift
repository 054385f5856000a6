import FewShotTensors

/// The look of one product: pose, colours, style and what else is in the picture.
///
/// None of it tells which category the product is in; a learner has to see past it.
struct IconPhotograph {
    /// Width and height of an icon in pixels.
    static let size = 28

    private var generator: SeededGenerator
    private var pose = IconPose()
    /// The grey level of each tone.
    private(set) var levels: [UInt8] = []
    private var outlineWidth = 0.0

    /// Chooses how to show a product whose main colour is a grey level.
    init(colour: UInt8, using generator: SeededGenerator) {
        self.generator = generator
        pose = IconPose(using: &self.generator)
        chooseLevels(colour: Double(colour))
    }

    /// Returns the picture of a drawing, one grey level per pixel, row by row.
    mutating func taken(of sketch: IconSketch) -> [UInt8] {
        exposed(painted(sketch, size: Self.size).pixels(levels: levels))
    }

    /// Returns the canvas of a drawing in any size; the same shapes in each.
    mutating func painted(_ sketch: IconSketch, size: Int) -> IconCanvas {
        var canvas = IconCanvas(size: size)
        let unit = Double(canvas.resolution) / 100
        if generator.uniform() < 0.3 { paintBackground(on: &canvas) }
        for part in sketch.parts { paint(part, on: &canvas, unit: unit) }
        if generator.uniform() < 0.18 { paintPattern(on: &canvas) }
        if generator.uniform() < 0.12 { paintSticker(on: &canvas) }
        return canvas
    }

    // MARK: Colours

    private mutating func chooseLevels(colour: Double) {
        let isDark = generator.uniform() < 0.06
        let paper = isDark ? generator.uniform(in: 0...70) : generator.uniform(in: 215...255)
        var body = colour + generator.uniform(in: -12...12)
        let style = generator.uniform()
        if style < 0.1 { body = paper }  // only outlines
        let stands = abs(body - paper) > 70
        if !stands || style < 0.5 { outlineWidth = generator.uniform(in: 2.5...5) }

        // Lines have to be seen on the product, and outlines on the background too.
        var ink = body > 128 ? generator.uniform(in: 0...60) : generator.uniform(in: 195...255)
        if outlineWidth > 0 {
            ink = paper > 128 ? generator.uniform(in: 0...50) : generator.uniform(in: 205...255)
            if abs(ink - body) < 60 { body += ink > body ? -60 : 60 }
        }
        let accent = body + (body > 128 ? -1 : 1) * generator.uniform(in: 45...90)
        let clutter = paper + (isDark ? 1 : -1) * generator.uniform(in: 15...60)
        let sticker = body > 128 ? generator.uniform(in: 30...100) : generator.uniform(in: 170...255)
        levels = [paper, body, accent, ink, clutter, sticker].map(Self.level)
    }

    private static func level(_ value: Double) -> UInt8 { UInt8(max(0, min(255, value.rounded()))) }

    // MARK: The product

    private func paint(_ part: IconPart, on canvas: inout IconCanvas, unit: Double) {
        let middle = Double(canvas.resolution) / 2
        let path = part.path.map { pose.applied(to: $0) * unit + middle }
        let outline = part.tone == .ink || part.tone == .paper ? 0 : outlineWidth * unit
        let ink = IconTone.ink.rawValue
        if let width = part.width.map({ $0 * pose.scale * unit }) {
            if outline == 0 {
                canvas.stroke(path, width: width, with: part.tone.rawValue)
            } else if width < 1.5 * outline {  // too thin to have an inside
                canvas.stroke(path, width: max(width, outline), with: ink)
            } else {
                canvas.stroke(path, width: width + outline, with: ink)
                canvas.stroke(path, width: width - outline, with: part.tone.rawValue)
            }
        } else {
            canvas.fill(path, with: part.tone.rawValue)
            if outline > 0 { canvas.stroke(path, width: outline, closed: true, with: ink) }
        }
    }

    // MARK: Everything else

    /// A shelf or a shadow below the product, or specks around it.
    private mutating func paintBackground(on canvas: inout IconCanvas) {
        let side = Double(canvas.resolution)
        let clutter = IconTone.clutter.rawValue
        switch generator.integer(below: 3) {
        case 0:
            let left = generator.uniform(in: 0.68...0.9) * side
            let right = left + generator.uniform(in: -0.08...0.08) * side
            canvas.fill([[0, left], [side, right], [side, side], [0, side]], with: clutter)
        case 1:
            let centre = IconPoint(generator.uniform(in: 0.4...0.6), generator.uniform(in: 0.78...0.9)) * side
            let radii = IconPoint(generator.uniform(in: 0.25...0.45), generator.uniform(in: 0.05...0.1)) * side
            canvas.fill((0..<24).map { centre + radii * .onCircle(turn: Double($0) / 24) }, with: clutter)
        default:
            for _ in 0..<(2 + generator.integer(below: 4)) {
                let start = IconPoint(generator.uniform(), generator.uniform()) * side
                let reach = IconPoint(generator.uniform(in: -0.2...0.2), generator.uniform(in: -0.2...0.2)) * side
                let width = generator.uniform(in: 3...7) * (side / 112)
                canvas.stroke([start, start + reach], width: width, with: clutter)
            }
        }
    }

    /// Stripes or dots, printed on the main colour only.
    private mutating func paintPattern(on canvas: inout IconCanvas) {
        let side = Double(canvas.resolution)
        let step = generator.uniform(in: 0.1...0.2) * side
        let phase = generator.uniform() * step
        let direction = IconPoint.onCircle(turn: Double(generator.integer(below: 8)) / 16)
        let aside = IconPoint(-direction.y, direction.x)
        let middle = IconPoint(repeating: side / 2)
        let isDotted = generator.uniform() < 0.4
        let half = step * generator.uniform(in: 0.15...0.28)
        for row in -9...9 {
            let centre = middle + aside * (Double(row) * step + phase)
            if isDotted {
                for column in -9...9 {
                    let dot = centre + direction * (Double(column) * step)
                    let outline = (0..<10).map { dot + half * .onCircle(turn: Double($0) / 10) }
                    canvas.fill(outline, with: IconTone.accent.rawValue, over: IconTone.body.rawValue)
                }
            } else {
                let (along, across) = (direction * (side * 1.5), aside * half)
                canvas.fill(
                    [
                        centre - along - across, centre + along - across, centre + along + across,
                        centre - along + across,
                    ],
                    with: IconTone.accent.rawValue, over: IconTone.body.rawValue)
            }
        }
    }

    /// A price tag that hides a bit of the product.
    private mutating func paintSticker(on canvas: inout IconCanvas) {
        let side = Double(canvas.resolution)
        let centre = IconPoint(generator.uniform(in: 0.2...0.8), generator.uniform(in: 0.2...0.8)) * side
        let radius = generator.uniform(in: 0.06...0.11) * side
        let sides = [4, 16][generator.integer(below: 2)]
        let turn = generator.uniform()
        let outline = (0..<sides).map { centre + radius * .onCircle(turn: turn + Double($0) / Double(sides)) }
        canvas.fill(outline, with: IconTone.sticker.rawValue)
    }

    /// Light that falls off to one side, and the camera's noise.
    private mutating func exposed(_ pixels: [UInt8]) -> [UInt8] {
        let light = IconPoint.onCircle(turn: generator.uniform()) * generator.uniform(in: 0...16)
        let noise = generator.uniform(in: 2...12)
        let middle = Double(Self.size - 1) / 2
        var result = pixels
        for row in 0..<Self.size {
            for column in 0..<Self.size {
                let place = IconPoint(Double(column) - middle, Double(row) - middle) / middle
                let grain = noise * (generator.uniform() + generator.uniform() - 1)
                let index = row * Self.size + column
                result[index] = Self.level(Double(pixels[index]) + (light * place).sum() + grain)
            }
        }
        return result
    }
}

/// The pose of a product in its picture: mirrored, stretched, slanted, turned and moved.
struct IconPose {
    /// The mean factor by which lengths grow.
    private(set) var scale = 1.0
    private var columnX = IconPoint(1, 0)
    private var columnY = IconPoint(0, 1)
    private var offset = IconPoint(0, 0)

    /// Leaves a drawing where it is.
    init() {}

    /// Chooses a pose.
    init(using generator: inout SeededGenerator) {
        scale = generator.uniform(in: 0.84...1)
        let stretch = generator.uniform(in: -0.08...0.08)
        let slant = generator.uniform(in: -0.08...0.08)
        let turn = IconPoint.onCircle(turn: generator.uniform(in: -0.03...0.03))
        let mirror = generator.uniform() < 0.5 ? -1.0 : 1.0
        let rotated = { (point: IconPoint) in
            IconPoint(turn.x * point.x - turn.y * point.y, turn.y * point.x + turn.x * point.y)
        }
        columnX = rotated(IconPoint(scale * (1 + stretch) * mirror, 0))
        columnY = rotated(IconPoint(scale * slant, scale * (1 - stretch)))
        let room = 1 + 25 * (1 - scale)
        offset = IconPoint(generator.uniform(in: -room...room), generator.uniform(in: -room...room))
    }

    /// Returns where a point of the drawing is in the picture, in units of the drawing.
    func applied(to point: IconPoint) -> IconPoint { columnX * point.x + columnY * point.y + offset }
}
