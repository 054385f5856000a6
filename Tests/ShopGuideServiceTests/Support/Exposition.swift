import Testing

/// A text in Prometheus' format, read as strictly as its specification allows.
struct Exposition {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var samples: [Sample] = []
    private(set) var kinds: [String: String] = [:]
    private(set) var helps: [String: String] = [:]

    struct Fault: Error {
        let line: String
        let reason: String
    }

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Fault(line: text, reason: "the last line has no end") }
        var finished: Set<String> = []
        var family: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) {
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1).map(String.init)
                guard helps.updateValue(parts[1], forKey: parts[0]) == nil else {
                    throw Fault(line: line, reason: "explained twice")
                }
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ").map(String.init)
                guard parts.count == 2, ["counter", "gauge", "histogram"].contains(parts[1]) else {
                    throw Fault(line: line, reason: "no such type")
                }
                guard kinds.updateValue(parts[1], forKey: parts[0]) == nil, !finished.contains(parts[0]) else {
                    throw Fault(line: line, reason: "typed twice")
                }
                if let family { finished.insert(family) }
                family = parts[0]
            } else {
                let sample = try Self.sample(line)
                guard let family, Self.belongs(sample.name, to: family, kind: kinds[family]) else {
                    throw Fault(line: line, reason: "a sample outside of its family")
                }
                guard !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                    throw Fault(line: line, reason: "there twice")
                }
                samples.append(sample)
            }
        }
    }

    subscript(name: String, labels: [String: String]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func belongs(_ name: String, to family: String, kind: String?) -> Bool {
        guard kind == "histogram" else { return name == family }
        return ["_bucket", "_sum", "_count"].contains { name == family + $0 }
    }

    private static func sample(_ line: String) throws -> Sample {
        guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)/) else {
            throw Fault(line: line, reason: "not a sample")
        }
        let value = match.3 == "+Inf" ? Double.infinity : match.3 == "-Inf" ? -.infinity : Double(match.3)
        guard let value else { throw Fault(line: line, reason: "not a number") }
        return Sample(name: String(match.1), labels: try labels(String(match.2 ?? ""), line), value: value)
    }

    private static func labels(_ text: String, _ line: String) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text[...]
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,(?=.)|$)/)
            else {
                throw Fault(line: line, reason: "labels can't be read")
            }
            var value = ""
            var isEscaped = false
            for character in match.2 {
                if isEscaped {
                    value.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else {
                    value.append(character)
                }
            }
            guard labels.updateValue(value, forKey: String(match.1)) == nil else {
                throw Fault(line: line, reason: "a label is there twice")
            }
            rest = rest[match.range.upperBound...]
        }
        return labels
    }
}
