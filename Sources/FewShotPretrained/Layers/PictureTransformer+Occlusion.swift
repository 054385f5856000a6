import Dispatch
import FewShotNetworks
import FewShotTensors
import Synchronization

extension PictureTransformer {
    /// Rows and columns of patches.
    var grid: PictureSize {
        PictureSize(height: pictureSize.height / patchSize, width: pictureSize.width / patchSize)
    }

    /// About the number of multiplications for one picture.
    var multiplications: Int {
        let patches = grid.height * grid.width + (prefix?.size(0) ?? 0)
        return patches * blocks.reduce(0) { $0 + $1.parameterCount }
    }

    /// Returns the embeddings of one preprocessed picture, each without some of its patches: they are left out, for a transformer needn't
    /// see all of them, which costs less than to paint them over, and nothing has to be painted. Those of a thread go through each
    /// block together.
    ///
    /// - Parameters:
    ///   - input: The picture, `[1, 3, height, width]`.
    ///   - dropped: The numbers of the patches that are left out, row-major, for each embedding; not all of them.
    ///   - lanes: The embeddings are divided among so many threads.
    /// - Returns: Shape `[dropped.count, dimensions]`.
    func embeddings(of input: Tensor, without dropped: [Set<Int>], lanes: Int) -> Tensor {
        let sequence = sequences(input)
        guard sequence.failure == nil else { return sequence }
        let (length, width) = (sequence.size(1), sequence.size(2))
        let before = length - positions.size(0)
        let kept = dropped.map { dropped in (0..<length).filter { !dropped.contains($0 - before) } }
        precondition(kept.allSatisfy { $0.count > before }, "an embedding needs at least 1 patch")
        // Sequences of one length are fastest side by side.
        let order = kept.indices.sorted { (kept[$0].count, $0) < (kept[$1].count, $1) }
        var places = order
        for (place, index) in order.enumerated() { places[index] = place }
        let rows = sequence.reshaped([length, width])
        let shares = Self.divided(order.map { kept[$0].count }, among: lanes)
        let results = Mutex([Tensor?](repeating: nil, count: shares.count))
        DispatchQueue.concurrentPerform(iterations: shares.count) { number in
            let own = order[shares[number]]
            var context = ForwardContext(normalization: .running)
            let result = pooled(
                rows.rows(own.flatMap { kept[$0] }), lengths: own.map { kept[$0].count }, in: &context)
            results.withLock { $0[number] = result }
        }
        return Tensor.concatenated(results.withLock { $0 }.compactMap(\.self)).rows(places)
    }

    /// Divides sequences that lie one after another into parts of about as many rows each; none is empty.
    private static func divided(_ lengths: [Int], among count: Int) -> [Range<Int>] {
        let total = lengths.reduce(0, +)
        var (parts, start, rows) = ([Range<Int>](), 0, 0)
        for (place, length) in lengths.enumerated() {
            rows += length
            guard rows * count >= total * (parts.count + 1) || place == lengths.count - 1 else { continue }
            parts.append(start..<place + 1)
            start = place + 1
        }
        return parts
    }
}

extension PicturePreprocessing {
    /// Returns the places of a picture's middle square that the patches of its preprocessed pixels show.
    ///
    /// - Parameters:
    ///   - size: The size of the picture.
    ///   - grid: Rows and columns of patches.
    ///   - patchSize: Pixels on a side of a patch.
    ///   - parts: Rows and columns of places of the square.
    /// - Returns: The number of a place, row-major, for each patch; `nil` for one that shows nothing of the square.
    func places(of size: PictureSize, grid: PictureSize, patchSize: Int, parts: PictureSize) -> [Int?] {
        let (height, width) = (Double(size.height), Double(size.width))
        var scale = (y: 1.0, x: 1.0)
        switch resizing {
        case .none: break
        case .exact(let high, let wide): scale = (height / Double(high), width / Double(wide))
        case .shortestEdge(let edge):
            let factor = min(height, width) / Double(edge)
            scale = (factor, factor)
        }
        let square = min(height, width)
        func place(_ patch: Int, _ cut: Int?, _ length: Double, _ scale: Double, _ count: Int) -> Int? {
            let before = cut.map { (length / scale - Double($0)) / 2 } ?? 0
            let middle = (before + (Double(patch) + 0.5) * Double(patchSize)) * scale
            let place = Int(((middle - (length - square) / 2) / square * Double(count)).rounded(.down))
            return (0..<count).contains(place) ? place : nil
        }
        return (0..<grid.height).flatMap { row in
            (0..<grid.width).map { column in
                guard let y = place(row, crop?.height, height, scale.y, parts.height),
                    let x = place(column, crop?.width, width, scale.x, parts.width)
                else { return nil }
                return y * parts.width + x
            }
        }
    }
}

extension PretrainedEncoder {
    /// About the number of multiplications for one picture; `nil` where it isn't known.
    public var pictureMultiplications: Int? { (picture as? PictureTransformer)?.multiplications }

    /// Returns the embeddings of a picture without one place of its middle square after the other.
    ///
    /// - Parameters:
    ///   - picture: The picture.
    ///   - parts: Rows and columns of places of the square.
    ///   - isWholeAdded: Whether the embedding of the whole picture comes after them.
    ///   - lanes: The embeddings are divided among so many threads.
    /// - Returns: Shape `[places, dimensions]`, row by row, or one more; `nil` where the network can't leave out a part of a picture.
    /// - Throws: ``PretrainedError`` for a picture that can't be preprocessed.
    public func embed(
        _ picture: PicturePixels, withoutEachOf parts: PictureSize, isWholeAdded: Bool = false, lanes: Int = 1
    ) throws(PretrainedError) -> Tensor? {
        guard let network = self.picture as? PictureTransformer, let preprocessing else { return nil }
        let (grid, patchSize) = (network.grid, network.patchSize)
        let places = preprocessing.places(of: picture.size, grid: grid, patchSize: patchSize, parts: parts)
        var dropped = [Set<Int>](repeating: [], count: parts.height * parts.width)
        for (patch, place) in places.enumerated() { if let place { dropped[place].insert(patch) } }
        // A network of few patches may have less than one for a place, or nothing but one.
        guard dropped.allSatisfy({ !$0.isEmpty && $0.count < places.count }) else { return nil }
        if isWholeAdded { dropped.append([]) }
        let pixels = try preprocessing([picture]).to(network.device)
        return try checked(network.embeddings(of: pixels, without: dropped, lanes: lanes))
    }
}
