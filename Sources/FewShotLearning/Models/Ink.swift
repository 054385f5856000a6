/// The shade of a drawing's ink, where pixels are 0…1 from black to white: a model answers about the one that it was trained on.
public enum Ink: String, Sendable, Codable, CaseIterable {
    /// Ink is 1 and paper 0, as Omniglot is loaded.
    case bright
    /// Ink is 0 and paper 1, as on paper.
    case dark
}
