extension InvertedFileIndex {
    func write(to writer: SnapshotWriter) throws {
        try writer.write(UInt32(dimensions))
        try reduction.write(to: writer)
        try lists.write(to: writer)
    }

    init(_ reader: inout SnapshotReader, slots: Int) throws {
        let dimensions = Int(try reader.number(UInt32.self))
        guard 1...1 << 20 ~= dimensions else { throw SnapshotError("vectors of \(dimensions) dimensions") }
        let reduction = try DimensionReduction(&reader, from: dimensions)
        self.init(
            dimensions: dimensions, reduction,
            try InvertedLists(&reader, dimensions: reduction.dimensions, slots: slots))
    }
}

extension DimensionReduction {
    func write(to writer: SnapshotWriter) throws { try writer.write(directions.numbers) }

    init(_ reader: inout SnapshotReader, from dimensions: Int) throws {
        let directions = try QuantizedVectors(&reader, dimensions: dimensions)
        guard directions.count == (dimensions > Self.limit ? Self.limit : 0) else {
            throw SnapshotError("\(directions.count) directions of \(dimensions) dimensions")
        }
        self.init(from: dimensions, directions)
    }
}

extension InvertedLists {
    func write(to writer: SnapshotWriter) throws {
        try writer.write(centroids.numbers)
        for cluster in clusters {
            try writer.write(cluster.slots)
            try writer.write(cluster.numbers)
        }
    }

    init(_ reader: inout SnapshotReader, dimensions: Int, slots: Int) throws {
        let centroids = try QuantizedVectors(&reader, dimensions: dimensions)
        guard centroids.count > 0 else { throw SnapshotError("an index without clusters") }
        var clusters: [Cluster] = []
        for _ in 0..<centroids.count {
            let slots = try reader.numbers(Int32.self)
            clusters.append(
                Cluster(slots: slots, numbers: try reader.numbers(Int16.self, count: slots.count * centroids.width)))
        }
        guard let lists = InvertedLists(centroids, clusters, slots: slots) else {
            throw SnapshotError("a vector is of no product, or of two clusters")
        }
        self = lists
    }
}
