/// Sketches of products in cells of like ones, so that what is near is found without looking at all (an inverted file, Jégou et al., 2011).
///
/// A cell that has become large is split in two, one that has become small is given up, so that the cells follow the products as they
/// come, change and go. The same changes in the same order make the same cells.
struct SketchCells: Sendable {
    let dimensions: Int
    private var cells: [Cell]
    /// The middle of each cell.
    private var middles: PointTable
    /// By position.
    private var homes: [Home] = []
    private(set) var count = 0
    private var width: Int { middles.width }

    /// Products that lie together.
    private struct Cell: Sendable {
        var positions: [Int32] = []
        /// Their sketches, row after row as in a ``PointTable``.
        var numbers: [Int16] = []
    }

    /// Where a product's sketch is.
    private struct Home: Sendable {
        var cell: Int32 = -1
        var slot: Int32 = 0
    }

    /// Cells that are smaller aren't split.
    private static let smallest = 256
    /// Sketches for each cell that is learned.
    private static let lessons = 40
    private static let rounds = 5

    /// Makes cells, empty as yet.
    ///
    /// - Parameters:
    ///   - dimensions: How many numbers a sketch has.
    ///   - expected: How many sketches will come; for many, the cells' middles are learned from some of them.
    ///   - sketch: One of them.
    init(dimensions: Int, expecting expected: Int = 0, _ sketch: (Int) -> [Float] = { _ in [] }) {
        self.dimensions = dimensions
        middles = PointTable(dimensions: dimensions)
        guard expected > 4 * Self.smallest else {
            cells = [Cell()]
            middles.append([Float](repeating: 0, count: dimensions))
            return
        }
        let wanted = Int(Double(expected).squareRoot())
        cells = [Cell](repeating: Cell(), count: wanted)
        let count = min(expected, wanted * Self.lessons)
        let lessons = (0..<count).map { PointTable.row(of: sketch($0 * expected / count), dimensions) }
        for cell in 0..<wanted { middles.append(lessons[cell * count / wanted].prefix(dimensions).map(Float.init)) }
        for _ in 0..<Self.rounds {
            var sums = [Float](repeating: 0, count: wanted * dimensions)
            for lesson in lessons {
                let start = nearest(lesson) * dimensions
                for place in 0..<dimensions { sums[start + place] += Float(lesson[place]) }
            }
            for cell in 0..<wanted {
                let sum = Array(sums[cell * dimensions..<(cell + 1) * dimensions])
                if sum.contains(where: { $0 != 0 }) { middles.replace(cell, with: sum) }
            }
        }
    }

    /// The sketch of a product that is there.
    subscript(position: Int) -> [Float] {
        row(position).prefix(dimensions).map { Float($0) / PointTable.one }
    }

    /// The cosines of some products' sketches with those of others: for each of `products`, with all of `others` in their order.
    func cosines(of products: [Int], with others: [Int]) -> [[Float]] {
        var few = PointTable(dimensions: dimensions)
        for product in products { few.append(row(product)) }
        var all = products.map { _ in [Float](repeating: 0, count: others.count) }
        var likenesses = [Int32](repeating: 0, count: products.count)
        for (place, other) in others.enumerated() {
            let (cell, slot) = (Int(homes[other].cell), Int(homes[other].slot))
            cells[cell].numbers.withUnsafeBufferPointer { numbers in
                guard let base = numbers.baseAddress else { return }
                few.numbers.withUnsafeBufferPointer { rows in
                    guard let rows = rows.baseAddress else { return }
                    PointTable.dots(rows, products.count, base + slot * width, width, &likenesses)
                }
            }
            for number in products.indices {
                all[number][place] = Float(likenesses[number]) / (PointTable.one * PointTable.one)
            }
        }
        return all
    }

    private func row(_ position: Int) -> ArraySlice<Int16> {
        let (cell, slot) = (Int(homes[position].cell), Int(homes[position].slot))
        return cells[cell].numbers[slot * width..<(slot + 1) * width]
    }

    /// Puts a product's sketch in its cell, in the place of what it had.
    mutating func insert(_ position: Int, _ sketch: [Float]) {
        remove(position)
        while homes.count <= position { homes.append(Home()) }
        put(position, PointTable.row(of: sketch, dimensions))
        count += 1
    }

    /// Takes a product out.
    mutating func remove(_ position: Int) {
        guard position < homes.count, homes[position].cell >= 0 else { return }
        let (cell, slot) = (Int(homes[position].cell), Int(homes[position].slot))
        let last = cells[cell].positions.count - 1
        if slot != last {
            let moved = cells[cell].positions[last]
            cells[cell].positions[slot] = moved
            for place in 0..<width {
                cells[cell].numbers[slot * width + place] = cells[cell].numbers[last * width + place]
            }
            homes[Int(moved)].slot = Int32(slot)
        }
        cells[cell].positions.removeLast()
        cells[cell].numbers.removeLast(width)
        homes[position].cell = -1
        count -= 1
        if last < limit / 16, cells.count > 1 { giveUp(cell) }
    }

    /// Products of a cell at most: where there are many, so many that middles and members take about as long to look through.
    private var limit: Int { max(Self.smallest, 2 * Int(Double(count).squareRoot())) }

    private mutating func put(_ position: Int, _ sketch: [Int16]) {
        let cell = nearest(sketch)
        homes[position] = Home(cell: Int32(cell), slot: Int32(cells[cell].positions.count))
        cells[cell].positions.append(Int32(position))
        cells[cell].numbers += sketch
        if cells[cell].positions.count > limit { split(cell) }
    }

    private func nearest(_ sketch: [Int16]) -> Int {
        var products = [Int32](repeating: 0, count: cells.count)
        middles.numbers.withUnsafeBufferPointer { middles in
            if let base = middles.baseAddress { PointTable.dots(base, products.count, sketch, width, &products) }
        }
        var best = 0
        for (cell, product) in products.enumerated() where product > products[best] { best = cell }
        return best
    }

    /// Splits a cell between its two most unlike members' sides.
    private mutating func split(_ cell: Int) {
        let old = cells[cell]
        let rows = old.positions.indices.map { Array(old.numbers[$0 * width..<($0 + 1) * width]) }
        func leastLike(_ sketch: [Int16]) -> [Int16] {
            var (least, value) = (0, Int32.max)
            for (number, row) in rows.enumerated() {
                let likeness = PointTable.dot(row, sketch, width)
                if likeness < value { (least, value) = (number, likeness) }
            }
            return rows[least]
        }
        var one = leastLike(Array(middles.numbers[cell * width..<(cell + 1) * width]))
        var other = leastLike(one)
        var isFirst = [Bool](repeating: false, count: rows.count)
        for _ in 0..<Self.rounds {
            let sides = rows.map { Int(PointTable.dot($0, one, width)) - Int(PointTable.dot($0, other, width)) }
            isFirst = sides.map { $0 > 0 }
            let share = isFirst.count { $0 }
            let isLopsided = min(share, rows.count - share) < rows.count / 8
            if isLopsided {
                // Or all are the same: the half that leans to one side more.
                let order = sides.indices.sorted { (sides[$1], $0) < (sides[$0], $1) }
                for (place, number) in order.enumerated() { isFirst[number] = place < rows.count / 2 }
            }
            one = middle(of: rows, where: isFirst, true)
            other = middle(of: rows, where: isFirst, false)
            if isLopsided { break }
        }
        cells[cell] = Cell()
        cells.append(Cell())
        middles.replace(cell, with: one.prefix(dimensions).map(Float.init))
        middles.append(other.prefix(dimensions).map(Float.init))
        for (number, row) in rows.enumerated() {
            let home = isFirst[number] ? cell : cells.count - 1
            let position = old.positions[number]
            homes[Int(position)] = Home(cell: Int32(home), slot: Int32(cells[home].positions.count))
            cells[home].positions.append(position)
            cells[home].numbers += row
        }
    }

    private func middle(of rows: [[Int16]], where isFirst: [Bool], _ side: Bool) -> [Int16] {
        var sum = [Float](repeating: 0, count: dimensions)
        for (number, row) in rows.enumerated() where isFirst[number] == side {
            for place in 0..<dimensions { sum[place] += Float(row[place]) }
        }
        return PointTable.row(of: sum, dimensions)
    }

    /// Gives a cell up; its members go to their next.
    private mutating func giveUp(_ cell: Int) {
        let left = cells[cell]
        let last = cells.count - 1
        if cell != last {
            cells[cell] = cells[last]
            for position in cells[cell].positions { homes[Int(position)].cell = Int32(cell) }
            middles.replace(cell, with: middles[last])
        }
        cells.removeLast()
        middles.removeLast()
        for (number, position) in left.positions.enumerated() {
            put(Int(position), Array(left.numbers[number * width..<(number + 1) * width]))
        }
    }

    /// Hands over the products of one cell after the other with their likeness to a sketch, the likeliest cell first.
    ///
    /// - Parameters:
    ///   - sketch: What they are to be near.
    ///   - body: Takes a product's position and its likeness.
    ///   - isEnough: Asked after each cell, with how many products were handed over so far.
    @inline(__always)
    func probe(
        _ sketch: [Float], _ body: (_ position: Int, _ likeness: Float) -> Void, until isEnough: (_ seen: Int) -> Bool
    ) {
        let likenesses = middles.cosines(with: sketch)
        let sketch = PointTable.row(of: sketch, dimensions)
        var order = Best(cells.count)
        for cell in cells.indices where !cells[cell].positions.isEmpty { order.offer(cell, likenesses[cell]) }
        var (seen, products) = (0, [Int32]())
        for cell in order.positions() {
            scan(cell, sketch, &products, body)
            seen += cells[cell].positions.count
            if isEnough(seen) { return }
        }
    }

    /// Hands over all products, in no order.
    @inline(__always)
    func scan(_ sketch: [Float], _ body: (_ position: Int, _ likeness: Float) -> Void) {
        let sketch = PointTable.row(of: sketch, dimensions)
        var products: [Int32] = []
        for cell in cells.indices { scan(cell, sketch, &products, body) }
    }

    @inline(__always)
    private func scan(
        _ cell: Int, _ sketch: [Int16], _ products: inout [Int32], _ body: (_ position: Int, _ likeness: Float) -> Void
    ) {
        let count = cells[cell].positions.count
        if products.count < count { products = [Int32](repeating: 0, count: max(count, limit)) }
        cells[cell].numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { PointTable.dots(base, count, sketch, width, &products) }
        }
        cells[cell].positions.withUnsafeBufferPointer { positions in
            products.withUnsafeBufferPointer { products in
                for slot in positions.indices { body(Int(positions[slot]), Float(products[slot])) }
            }
        }
    }
}
