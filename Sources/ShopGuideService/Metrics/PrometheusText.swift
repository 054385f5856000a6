/// The Prometheus text format, version 0.0.4.
enum PrometheusText {
    /// The media type.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// Returns a number; integers have no fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
        guard let whole = Int64(exactly: value) else { return "\(value)" }
        return "\(whole)"
    }

    /// Returns the lines `HELP` and `TYPE` of a metric.
    static func heading(_ name: String, _ kind: String, help: String?) -> String {
        let explanation = help.map { help in
            "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        }
        return (explanation ?? "") + "# TYPE \(name) \(kind)\n"
    }
}
