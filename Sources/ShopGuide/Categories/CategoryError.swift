/// The error of a category that can't be taught, changed or asked for.
public struct CategoryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line with names and numbers.
    public let description: String

    /// Creates an error.
    public init(_ description: String) { self.description = description }
}
