/// The progress of a learning process, which the process itself writes for those who watch it.
public struct TrainingProgress: Codable, Sendable, Hashable {
    /// The share that is done, 0…1.
    public var share: Double
    /// The step under way, in words.
    public var stage: String
    /// The seconds that it takes in all, as it was estimated beforehand; nil until that is known.
    public var expectedSeconds: Double?
    /// Sentences on what was found in the store and on what was done.
    public var notes: [String]

    /// Creates the progress of something that has just begun.
    public init() { (share, stage, expectedSeconds, notes) = (0, "", nil, []) }
}
