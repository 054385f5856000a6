extension CatalogueProfile {
    /// Returns the vectors of a text with those of the pictures that it would be of: an encoder of both has them in one space.
    ///
    /// - Parameter vectors: The text's vectors by their columns.
    /// - Returns: These, and one for each column of pictures by an encoder that made one of them.
    public func showing(textVectors vectors: [String: [Float]]) -> [String: [Float]] {
        var result = vectors
        for column in vectorColumns {
            guard let source = column.source, source.input == .picture, result[column.name] == nil,
                let title = vectorColumns.first(where: {
                    $0.source?.digest == source.digest && $0.source?.input == .title
                }), let vector = vectors[title.name]
            else { continue }
            if let to = column.reduction, let from = title.reduction {
                result[column.name] = to.moved(vector, from: from)
            } else {
                result[column.name] = vector
            }
        }
        return result
    }
}
