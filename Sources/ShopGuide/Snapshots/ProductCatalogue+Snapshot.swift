extension ProductCatalogue {
    /// Writes the catalogue for ``init(_:modelDigest:)``.
    ///
    /// - Throws: What the writer throws.
    package func write(to writer: SnapshotWriter) throws {
        try products.write(to: writer)
        try embeddings.write(to: writer)
        try vectors.write(to: writer)
    }

    /// Reads a catalogue; it may be used only where a digest says that the bytes are those that were written.
    ///
    /// - Throws: ``SnapshotError`` for a catalogue that isn't whole, or what the reader throws.
    package init(_ reader: inout SnapshotReader, modelDigest: String) throws {
        let products = try ProductTable(&reader)
        let embeddings = try EmbeddingTable(&reader)
        guard embeddings.count == products.slotCount else {
            throw SnapshotError("\(products.slotCount) products have \(embeddings.count) embeddings")
        }
        let vectors = try InvertedFileIndex(&reader, slots: products.slotCount)
        guard vectors.dimensions == embeddings.dimensions, reader.remaining == 0 else {
            throw SnapshotError("its parts don't fit")
        }
        self.init(modelDigest: modelDigest, products, embeddings, vectors)
    }
}

extension EmbeddingTable {
    func write(to writer: SnapshotWriter) throws {
        try writer.write(UInt32(dimensions))
        try writer.write(countOf: pages.count)
        for page in pages {
            try writer.write(page.numbers)
            try writer.write(page.places)
            try writer.write(page.ends)
        }
    }

    init(_ reader: inout SnapshotReader) throws {
        let dimensions = Int(try reader.number(UInt32.self))
        guard 1...1 << 20 ~= dimensions else { throw SnapshotError("embeddings of \(dimensions) dimensions") }
        var pages: [EmbeddingPage] = []
        for _ in 0..<(try reader.count(of: 24)) {
            let (numbers, places) = (try reader.numbers(Int16.self), try reader.numbers(UInt16.self))
            let ends = try reader.numbers(EmbeddingPage.End.self)
            guard
                let page = EmbeddingPage(numbers: numbers, places: places, ends: ends, dimensions: dimensions)
            else { throw SnapshotError("an embedding is cut off") }
            pages.append(page)
        }
        guard let table = EmbeddingTable(dimensions: dimensions, pages: pages) else {
            throw SnapshotError("a page of embeddings isn't full")
        }
        self = table
    }
}

extension QuantizedVectors {
    init(_ reader: inout SnapshotReader, dimensions: Int) throws {
        guard let vectors = QuantizedVectors(dimensions: dimensions, numbers: try reader.numbers()) else {
            throw SnapshotError("a vector is cut off")
        }
        self = vectors
    }
}
