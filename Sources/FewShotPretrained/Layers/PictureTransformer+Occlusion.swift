import FewShotNetworks
import FewShotTensors

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
    /// see all of them, which costs less than to paint them over, and nothing has to be painted.
    ///
    /// - Parameters:
    ///   - input: The picture, `[1, 3, height, width]`.
    ///   - dropped: The numbers of the patches that are left out, row-major, for each embedding; not all of them.
    /// - Returns: Shape `[dropped.count, dimensions]`.
    func embeddings(of input: Tensor, without dropped: [Set<Int>]) -> Tensor {
        let patches = embedded(input)
        let (count, width) = (patches.size(1), patches.size(2))
        let kept = dropped.map { dropped in (0..<count).filter { !dropped.contains($0) } }
        precondition(kept.allSatisfy { !$0.isEmpty }, "an embedding needs at least 1 patch")
        // Sequences of one length at a time.
        let order = kept.indices.sorted { (kept[$0].count, $0) < (kept[$1].count, $1) }
        var (results, start) = ([Tensor](), 0)
        while start < order.count {
            let length = kept[order[start]].count
            let end = order[start...].firstIndex { kept[$0].count != length } ?? order.count
            let rows = patches.reshaped([count, width]).rows(order[start..<end].flatMap { kept[$0] })
            var context = ForwardContext(normalization: .running)
            results.append(encoded(rows.reshaped([end - start, length, width]), in: &context))
            start = end
        }
        var places = order
        for (place, index) in order.enumerated() { places[index] = place }
        return Tensor.concatenated(results).rows(places)
    }
}

extension PicturePreprocessing {
    /// Returns the places of a picture's middle square that the patches of its preprocessed pixels show.
    ///
    /// - Parameters:
    ///   - size: The size of the picture.
    ///   - grid: Rows and columns of patches.
    ///   - patchSize: Pixels on a side of a patch.
    ///   - side: Places on a side of the square.
    /// - Returns: The number of a place, row-major, for each patch; `nil` for one that shows nothing of the square.
    func places(of size: PictureSize, grid: PictureSize, patchSize: Int, side: Int) -> [Int?] {
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
        func place(_ patch: Int, _ cut: Int?, _ length: Double, _ scale: Double) -> Int? {
            let before = cut.map { (length / scale - Double($0)) / 2 } ?? 0
            let middle = (before + (Double(patch) + 0.5) * Double(patchSize)) * scale
            let place = Int(((middle - (length - square) / 2) / square * Double(side)).rounded(.down))
            return (0..<side).contains(place) ? place : nil
        }
        return (0..<grid.height).flatMap { row in
            (0..<grid.width).map { column in
                guard let y = place(row, crop?.height, height, scale.y),
                    let x = place(column, crop?.width, width, scale.x)
                else { return nil }
                return y * side + x
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
    ///   - side: The places on a side of the square.
    /// - Returns: Shape `[side · side, dimensions]`; `nil` where the network can't leave out a part of a picture.
    /// - Throws: ``PretrainedError`` for a picture that can't be preprocessed.
    public func embed(_ picture: PicturePixels, withoutEachOf side: Int) throws(PretrainedError) -> Tensor? {
        guard let network = self.picture as? PictureTransformer, let preprocessing else { return nil }
        let (grid, patchSize) = (network.grid, network.patchSize)
        let places = preprocessing.places(of: picture.size, grid: grid, patchSize: patchSize, side: side)
        var dropped = [Set<Int>](repeating: [], count: side * side)
        for (patch, place) in places.enumerated() { if let place { dropped[place].insert(patch) } }
        // A network of few patches may have less than one for a place, or nothing but one.
        guard dropped.allSatisfy({ !$0.isEmpty && $0.count < places.count }) else { return nil }
        let pixels = try preprocessing([picture]).to(network.device)
        return try checked(network.embeddings(of: pixels, without: dropped))
    }
}
