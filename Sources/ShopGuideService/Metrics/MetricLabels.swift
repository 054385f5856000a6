/// The labels of a metric's series, in the Prometheus format.
struct MetricLabels: Hashable, Sendable {
    /// `method="GET",route="/v1/products"`; empty without labels.
    let text: String

    /// The labels of all series beyond the limit of a family.
    static func other(_ dimensions: [(String, String)]) -> MetricLabels {
        MetricLabels(dimensions.map { ($0.0, "other") })
    }

    init(_ dimensions: [(String, String)]) {
        text = dimensions.map { "\(Self.name($0.0))=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    }

    /// Returns the labels in braces, with one more: `{method="GET",le="0.1"}`.
    func braced(and more: String = "") -> String {
        let parts = [text, more].filter { !$0.isEmpty }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    /// Returns a valid Prometheus name of letters, digits and `_`: `http_route` for `http.route`.
    static func name(_ text: String) -> String {
        var name = String(
            text.unicodeScalars.map { scalar -> Character in
                let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isAllowed ? Character(scalar) : "_"
            })
        if name.first.map(\.isNumber) ?? true { name = "_\(name)" }
        return name
    }

    /// Returns a value with `\`, `"` and line ends escaped.
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
