/// A point or an offset on a canvas, in samples, or on a drawing sheet, where it spans -50…50 and y points down.
typealias IconPoint = SIMD2<Double>

/// A small picture that shapes are painted on with anti-aliasing.
///
/// The canvas holds one value per sample, several samples per pixel each way; values are looked up and averaged when
/// the picture is finished. Only exactly rounded arithmetic is used (no library functions), so a picture has the same
/// bits on every machine.
struct IconCanvas {
    /// Width and height in pixels.
    let size: Int
    /// Samples per pixel each way.
    let oversampling: Int
    /// One value per sample, row by row.
    private(set) var samples: [UInt8]

    private var crossings: [Crossing] = []

    /// A crossing of an outline and a row of samples, with its direction.
    private struct Crossing {
        var x: Double
        var direction: Int
    }

    /// Creates a square canvas filled with 0.
    init(size: Int, oversampling: Int = 4) {
        self.size = size
        self.oversampling = oversampling
        samples = Array(repeating: 0, count: size * oversampling * size * oversampling)
    }

    /// Width and height in samples.
    var resolution: Int { size * oversampling }

    /// Paints the inside of a closed outline (every point that it winds around), everywhere or only over samples that
    /// hold `covered`.
    mutating func fill(_ outline: [IconPoint], with value: UInt8, over covered: UInt8? = nil) {
        guard var low = outline.first?.y, var high = outline.first?.y else { return }
        for point in outline {
            low = min(low, point.y)
            high = max(high, point.y)
        }
        let width = resolution
        let firstRow = max(0, Int((low - 0.5).rounded(.up)))
        let lastRow = min(width - 1, Int((high - 0.5).rounded(.down)))
        guard firstRow <= lastRow else { return }

        for row in firstRow...lastRow {
            findCrossings(of: outline, atHeight: Double(row) + 0.5)
            var winding = 0
            for index in crossings.indices.dropLast() {
                winding += crossings[index].direction
                guard winding != 0 else { continue }
                let start = max(0, Int((crossings[index].x - 0.5).rounded(.up)))
                let end = min(width, Int((crossings[index + 1].x - 0.5).rounded(.up)))
                guard start < end else { continue }
                paint((row * width + start)..<(row * width + end), with: value, over: covered)
            }
        }
    }

    /// Paints a line of a given width with round ends and joints.
    mutating func stroke(_ path: [IconPoint], width: Double, closed: Bool = false, with value: UInt8) {
        let radius = width / 2
        guard radius > 0, let first = path.first else { return }
        var previous = IconPoint(0, 0)  // half the width, across the piece before
        for (start, end) in zip(path, path.dropFirst() + (closed ? [first] : [])) {
            let along = end - start
            let length = (along.x * along.x + along.y * along.y).squareRoot()
            guard length > 0 else { continue }
            let aside = IconPoint(-along.y, along.x) * (radius / length)
            fill([start + aside, end + aside, end - aside, start - aside], with: value)
            // A joint that hardly bends needs no disc, only the two slivers between its pieces.
            if previous.x * aside.x + previous.y * aside.y > 0.95 * radius * radius {
                fill([start, start + previous, start + aside], with: value)
                fill([start, start - previous, start - aside], with: value)
            } else {
                paintDisc(at: start, radius: radius, with: value)
            }
            previous = aside
        }
        paintDisc(at: closed ? first : path[path.count - 1], radius: radius, with: value)
    }

    /// Returns one grey level per pixel, row by row: the mean of its samples' levels, `levels[value]`.
    func pixels(levels: [UInt8]) -> [UInt8] {
        var sums = Array(repeating: 0, count: size * size)
        for row in 0..<resolution {
            let pixelRow = row / oversampling * size
            var sample = row * resolution
            for column in 0..<size {
                var sum = 0
                for _ in 0..<oversampling {
                    sum += Int(levels[Int(samples[sample])])
                    sample += 1
                }
                sums[pixelRow + column] += sum
            }
        }
        let count = oversampling * oversampling
        return sums.map { UInt8(($0 + count / 2) / count) }
    }

    /// Returns red, green and blue of each pixel, row by row: the mean of its samples' colours, `colours[value]`.
    func pixels(colours: [SIMD3<Int>]) -> [UInt8] {
        let count = oversampling * oversampling
        return [UInt8](unsafeUninitializedCapacity: size * size * 3) { pixels, written in
            for row in 0..<size {
                for column in 0..<size {
                    var sum = SIMD3<Int>(repeating: count / 2)
                    for line in 0..<oversampling {
                        let start = (row * oversampling + line) * resolution + column * oversampling
                        for sample in samples[start..<start + oversampling] { sum &+= colours[Int(sample)] }
                    }
                    for channel in 0..<3 { pixels[written + channel] = UInt8(sum[channel] / count) }
                    written += 3
                }
            }
        }
    }

    private mutating func paint(_ run: Range<Int>, with value: UInt8, over covered: UInt8?) {
        samples.withUnsafeMutableBufferPointer { samples in
            let run = samples[run]
            guard let covered else { return run.update(repeating: value) }
            for sample in run.indices where run[sample] == covered { samples[sample] = value }
        }
    }

    private mutating func paintDisc(at centre: IconPoint, radius: Double, with value: UInt8) {
        fill(Self.disc.map { centre + $0 * radius }, with: value)
    }

    private mutating func findCrossings(of outline: [IconPoint], atHeight height: Double) {
        crossings.removeAll(keepingCapacity: true)
        var start = outline[outline.count - 1]
        for end in outline {
            if (start.y <= height) != (end.y <= height) {
                let x = start.x + (end.x - start.x) * ((height - start.y) / (end.y - start.y))
                crossings.append(Crossing(x: x, direction: start.y < end.y ? 1 : -1))
            }
            start = end
        }
        crossings.sort { $0.x < $1.x }
    }

    private static let disc = (0..<12).map { IconPoint.onCircle(turn: Double($0) / 12) }
}

extension IconPoint {
    /// The point of the unit circle at a number of turns from the right-hand side, clockwise where y points down.
    ///
    /// Rational in `turn`, and thus free of the sine and cosine that differ between machines; on the circle, and off by
    /// less than half a degree.
    static func onCircle(turn: Double) -> IconPoint {
        let quarters = turn * 4
        let whole = quarters.rounded(.down)
        let part = quarters - whole
        let slope = part * (0.7854 + 0.2146 * part * part)  // close to tan(part · π/4), and 1 at 1
        let cosine = (1 - slope * slope) / (1 + slope * slope)
        let sine = 2 * slope / (1 + slope * slope)
        return switch Int(whole) & 3 {
        case 0: IconPoint(cosine, sine)
        case 1: IconPoint(-sine, cosine)
        case 2: IconPoint(-cosine, -sine)
        default: IconPoint(sine, -cosine)
        }
    }
}
