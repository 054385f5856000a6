/// Rows that are a line each.
extension JSONRowReader {
    /// Goes to the next row, on a line of its own or after another.
    func nextLine() throws -> RowEvent? {
        while true {
            guard let end = try lineEnd() else {
                let line = max(window.line, line + 1)
                try skipLine()
                return .rejected(line: line, reason: tooLong)
            }
            let after = min(end + 1, window.end)
            let start = nonblank(from: window.start, to: end)
            guard start < end else {
                if window.isLast, end == window.end { return nil }
                window.advance(to: after)
                continue
            }
            let line = max(window.line, line + 1)
            (nextStart, nextLineEnd) = (after, nil)
            guard end - start <= window.limit else { return .rejected(line: line, reason: tooLong) }
            do {
                let rest = nonblank(from: try scanner.scan(window.bytes, from: start, to: end), to: end)
                guard rest < end else { return .row(line: line) }
                guard window.bytes[rest] == UInt8(ascii: "{") else {
                    return .rejected(line: line, reason: "text after the object")
                }
                (nextStart, nextLineEnd) = (rest, end)
                return .row(line: line)
            } catch let problem {
                return .rejected(line: line, reason: words(problem, from: start))
            }
        }
    }

    /// Returns the end of the current line; nil where it is too long.
    private func lineEnd() throws -> Int? {
        if let nextLineEnd { return nextLineEnd }
        var ahead = 0
        while true {
            if let newline = window.newline(from: window.start + ahead) { return newline }
            guard !window.isLast else { return window.end }
            guard window.count < window.limit else { return nil }
            ahead = window.count
            try window.fill()
        }
    }

    private func skipLine() throws {
        while true {
            if let newline = window.newline(from: window.start) { return window.advance(to: newline + 1) }
            window.advance(to: window.end)
            guard !window.isLast else { return }
            try window.fill()
        }
    }

    private func nonblank(from start: Int, to end: Int) -> Int {
        var place = start
        while place < end, JSONScanner.isBlank(window.bytes[place]) { place += 1 }
        return place
    }
}
