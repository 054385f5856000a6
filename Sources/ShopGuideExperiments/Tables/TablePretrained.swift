import FewShotData
import FewShotLearning

/// The pretrained encoders that a user named for a table's rows on them.
package struct TablePretrained {
    private let names: [String]
    private let features: PretrainedFeatures

    /// Creates a choice of encoders by name.
    package init(names: [String], features: PretrainedFeatures) {
        self.names = names
        self.features = features
    }

    /// Returns photos as rows of the encoders' features.
    func rows(of photos: LoadedData, hasPixels: Bool) throws -> LoadedData {
        let row = try features.row(names, hasPixels: hasPixels, head: PretrainedRow.defaultHead, for: photos)
        return try features.rows(of: photos, as: row)
    }
}
