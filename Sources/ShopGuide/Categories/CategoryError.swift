/// Why a category can't be taught, changed or asked for.
public struct CategoryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What doesn't fit, with names and numbers.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }
}
