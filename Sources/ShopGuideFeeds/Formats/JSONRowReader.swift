/// Reads objects of JSON as rows: one a line, the items of a list, or those of a list inside of an object.
///
/// Objects in a row become columns of their own: `{"title": {"en": …}}` has the column `title.en`. A broken row is rejected alone.
package final class JSONRowReader: RowReader {
    /// What comes next.
    private enum State {
        case lines
        /// The items of a list, with what is around it.
        case list
        /// Objects one after the other, over any number of lines each.
        case objects
        case end
    }

    private let window: JSONWindow
    private var scanner: JSONScanner
    private let limits: TableLimits
    private let nulls: Set<String>
    private var state = State.end
    /// The beginning of what comes after the current row, whose bytes stay until then.
    private var nextStart: Int?
    /// The end of the line that it is in, if it is in the same one.
    private var nextLineEnd: Int?
    /// The line, or the ordinal in a list, of the last event.
    private var line = 0
    /// Whether an item was read, after which there must be a comma or the end of the list.
    private var isAfterItem = false
    private var outline: JSONOutline
    /// The number of objects that the list is in.
    private var depth = 0
    private var listName: String?

    /// Opens JSON in UTF-8.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - path: The file's path, for errors.
    ///   - place: Where the list of rows is, such as `data.items`; nil where it is to be found.
    ///   - limits: The limits of rows.
    ///   - nulls: Values that stand for none.
    ///   - chunk: The bytes that are read ahead.
    /// - Throws: ``FeedError`` where there is no list at the place.
    package init(
        _ source: any ByteSource, path: String, at place: String?, limits: TableLimits, nulls: Set<String>,
        chunk: Int = 1 << 18
    ) throws {
        (self.limits, self.nulls) = (limits, nulls)
        window = try JSONWindow(source, limit: limits.rowBytes, chunk: chunk)
        scanner = JSONScanner(limits: limits)
        outline = JSONOutline(window)
        if let first = try window.nextByte() { try open(first, path, place ?? "") }
    }

    package var columns: [String] { scanner.names.columns }
    package var offset: Int { window.offset }

    package func next() throws -> RowEvent? {
        window.advance(to: nextStart ?? window.start)
        nextStart = nil
        let event =
            switch state {
            case .lines: try nextLine()
            case .list: try nextItem()
            case .objects: try nextObject()
            case .end: RowEvent?.none
            }
        if let event { line = event.line }
        return event
    }

    package func cell(_ column: Int) throws -> Cell {
        guard column < scanner.spans.count, scanner.spans[column].row == scanner.row else { return .empty }
        return try JSONCell.read(
            scanner.spans[column], of: window.bytes, name: scanner.names.columns[column], limits: limits, nulls: nulls)
    }

    // MARK: - The beginning

    private func open(_ first: UInt8, _ path: String, _ place: String) throws {
        switch first {
        case _ where !place.isEmpty:
            let names = place.split(separator: ".").map(String.init)
            guard first == UInt8(ascii: "{") else {
                throw FeedError(
                    .badRequest, "\(path): it isn't an object, so there is no \"\(place)\"; leave the path out")
            }
            do {
                if let words = try outline.find(names) { throw FeedError(.badRequest, "\(path): \(words)") }
            } catch let problem as JSONProblem {
                throw FeedError(.damaged, "\(path): \(fileWords(problem, "\"\(place)\" begins"))")
            }
            (state, depth) = (.list, names.count)
        case UInt8(ascii: "["):
            window.advance(to: window.start + 1)
            state = .list
        case UInt8(ascii: "{") where try !JSONShape.isLines(window, fileName: path):
            do { try findList() } catch let problem as JSONProblem {
                // What is wrong with a small object is said of it as a row.
                state = .objects
                guard outline.isLost else { return }
                throw FeedError(.damaged, "\(path): \(fileWords(problem, "its object does"))")
            }
        default: state = .lines
        }
    }

    /// Goes to the list in the object at the window's start; the object is a row if there is none in it.
    private func findList() throws {
        outline = JSONOutline(window)
        if let name = try outline.nextList() {
            (state, depth, listName) = (.list, 1, name)
        } else {
            state = .objects
            if outline.isLost { outline.finish() }
        }
    }

    private func fileWords(_ problem: JSONProblem, _ end: String) -> String {
        switch problem {
        case .incomplete: "the file ends before \(end)"
        case .malformed(let place): "malformed JSON at byte \(window.fileOffset(of: place)) of the file"
        case .reason(let reason): reason
        }
    }

    // MARK: - Lines

    private func nextLine() throws -> RowEvent? {
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

    // MARK: - Items

    private func nextItem() throws -> RowEvent? {
        guard var byte = try window.nextByte() else {
            return cutOff(line == 0 ? "before its first item" : "after item \(line)")
        }
        var hasComma = !isAfterItem
        if isAfterItem, byte == UInt8(ascii: ",") {
            window.advance(to: window.start + 1)
            hasComma = true
            guard let next = try window.nextByte() else { return cutOff("after item \(line)") }
            byte = next
        }
        if byte == UInt8(ascii: "]") {
            window.advance(to: window.start + 1)
            return try afterList(isAfterItem && hasComma)
        }
        isAfterItem = true
        let number = line + 1
        guard hasComma else { return try skip(.listItem, number, "no comma after the item before it") }
        return try item(.listItem, number)
    }

    private func nextObject() throws -> RowEvent? {
        if outline.isLost, line == 0 {
            return .rejected(line: 1, reason: "\(tooLong), and holds no list of objects")
        }
        guard let byte = try window.nextByte() else { return nil }
        let line = max(window.line, line + 1)
        guard byte == UInt8(ascii: "{") else {
            state = .end
            return .rejected(line: line, reason: "text after the object")
        }
        return try item(.value, line)
    }

    /// Reads the object at the window's start.
    private func item(_ style: JSONMatcher.Style, _ number: Int) throws -> RowEvent? {
        while true {
            let problem: JSONProblem
            do {
                let end = min(window.end, window.start + window.limit)
                nextStart = try scanner.scan(window.bytes, from: window.start, to: end)
                return .row(line: number)
            } catch {
                problem = error
            }
            guard case .incomplete = problem else {
                return try skip(style, number, words(problem, from: window.start))
            }
            if window.count >= window.limit { return try skip(style, number, tooLong) }
            guard !window.isLast else { return cutOff("inside of \(style == .value ? "an object" : "item \(number)")") }
            try window.grow()
        }
    }

    /// Skips a broken item.
    private func skip(_ style: JSONMatcher.Style, _ number: Int, _ reason: String) throws -> RowEvent {
        var matcher = JSONMatcher(style)
        while true {
            switch matcher.match(window.bytes, from: window.start, to: window.end) {
            case .end(let place):
                window.advance(to: place)
                return .rejected(line: number, reason: reason)
            case .more where !window.isLast:
                window.advance(to: window.end)
                try window.fill()
            case .more, .tooDeep:
                state = .end
                return .rejected(line: number, reason: "\(reason); nothing after it can be read")
            }
        }
    }

    /// Ends the list, and looks at what is around it.
    private func afterList(_ hasComma: Bool) throws -> RowEvent? {
        state = .end
        let words = try wordsAfterList() ?? (hasComma ? "no item after the last comma" : nil)
        return words.map { .rejected(line: line + 1, reason: $0) }
    }

    private func wordsAfterList() throws -> String? {
        do {
            if let listName {
                if let other = try outline.nextList() {
                    return "\"\(other)\" is a list of objects too; only \"\(listName)\" is read"
                }
                outline.finish()
            } else if depth > 0 {
                try outline.skipObjects(depth)
            }
        } catch let problem as JSONProblem {
            return fileWords(problem, "the object around the list does")
        }
        return try window.nextByte() == nil ? nil : "text after the end of the list"
    }

    // MARK: - Words

    private var tooLong: String { "longer than \(limits.rowBytes) bytes" }

    private func cutOff(_ words: String) -> RowEvent {
        state = .end
        return .rejected(line: line + 1, reason: "the file ends \(words)")
    }

    private func words(_ problem: JSONProblem, from start: Int) -> String {
        switch problem {
        case .incomplete: "not a JSON object: it ends too soon"
        case .malformed(let place): "not a JSON object: malformed JSON at byte \(place - start + 1) of it"
        case .reason(let reason): reason
        }
    }
}
