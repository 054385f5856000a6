public import ShopGuide

/// A line of a request that wasn't taken.
public struct RejectedLine: Codable, Sendable {
    /// Its number, from 1.
    public var line: Int
    /// Its invalid fields.
    public var errors: [GuideError.Field]

    /// Creates a rejection.
    public init(line: Int, errors: [GuideError.Field]) {
        self.line = line
        self.errors = errors
    }

    /// Throws where no line was taken.
    ///
    /// - Throws: ``GuideError`` naming the invalid fields of the first lines.
    public static func check(_ rejected: [RejectedLine], taken: Int) throws {
        guard taken == 0 else { return }
        let fields = rejected.flatMap { rejection in
            rejection.errors.map {
                GuideError.Field(field: "line \(rejection.line): \($0.field)", message: $0.message)
            }
        }
        guard !fields.isEmpty else { throw GuideError(field: "body", "has no line") }
        throw GuideError(fields: Array(fields.prefix(100)))
    }
}
