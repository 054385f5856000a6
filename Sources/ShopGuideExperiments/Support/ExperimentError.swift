import FewShotTensors
import Foundation

/// An error of training or measuring, for people: what failed, where, and what to do.
public struct ExperimentError: Error, CustomStringConvertible {
    /// The message.
    public let description: String

    /// Creates an error with a message.
    public init(_ description: String) { self.description = description }
}

/// Performs a file operation, and names the file where the system refuses.
package func writing<Result>(in url: URL, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
        throw ExperimentError("\(url.path): can't be written: \(systemReason(of: error))")
    }
}
