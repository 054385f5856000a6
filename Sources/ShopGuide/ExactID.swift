import Foundation

/// An id as a key, which equals another where its bytes do, as in a store.
///
/// Swift takes the two ways to write é (composed, and e with an accent) for one text; two products may have them as their ids.
public struct ExactID: Sendable, Hashable {
    /// The id.
    public let text: String

    /// Creates a key of an id.
    public init(_ text: String) { self.text = text }

    /// Whether two ids have the same bytes.
    public static func == (left: ExactID, right: ExactID) -> Bool { left.text.isExactly(right.text) }

    /// Adds the bytes to a hash.
    public func hash(into hasher: inout Hasher) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}

extension String {
    /// Returns whether another text has the same bytes.
    public func isExactly(_ other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right -> Bool in
                guard left.count == right.count else { return false }
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return memcmp(first, second, left.count) == 0
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
