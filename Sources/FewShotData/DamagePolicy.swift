/// The policy for a damaged image among good ones.
public enum DamagePolicy: String, Sendable, CaseIterable {
    /// Loading fails with an error that names it.
    case refuse
    /// It is left out, and ``LoadedData/notes`` names it.
    case skip
}
