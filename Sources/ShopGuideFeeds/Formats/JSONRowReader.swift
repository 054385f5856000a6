/// Reads objects of JSON as rows: one a line, the items of a list, or those of a list inside of an object.
///
/// Objects in a row become columns of their own: `{"title": {"en": …}}` has the column `title.en`. A broken row is rejected alone.
package final class JSONRowReader: RowReader {
    /// The state of the reader: the kind of what comes next.
    enum State {
        case lines
        /// The items of a list, with what is around it.
        case list
        /// Objects one after the other, over any number of lines each.
        case objects
        case end
    }

    let window: JSONWindow
    var scanner: JSONScanner
    let limits: TableLimits
    let nulls: Set<String>
    var state = State.end
    /// The beginning of what comes after the current row, whose bytes stay until then.
    var nextStart: Int?
    /// The end of the line that it is in, if it is in the same one.
    var nextLineEnd: Int?
    /// The line, or the ordinal in a list, of the last event.
    var line = 0
    /// Whether an item was read, after which there must be a comma or the end of the list.
    var isAfterItem = false
    var outline: JSONOutline
    /// The number of objects that the list is in.
    var depth = 0
    var listName: String?

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

    func open(_ first: UInt8, _ path: String, _ place: String) throws {
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
                // The fault of a small object is told of it as a row.
                state = .objects
                guard outline.isLost else { return }
                throw FeedError(.damaged, "\(path): \(fileWords(problem, "its object does"))")
            }
        default: state = .lines
        }
    }

    /// Goes to the list in the object at the window's start; the object is a row if there is none in it.
    func findList() throws {
        outline = JSONOutline(window)
        if let name = try outline.nextList() {
            (state, depth, listName) = (.list, 1, name)
        } else {
            state = .objects
            if outline.isLost { outline.finish() }
        }
    }

    func fileWords(_ problem: JSONProblem, _ end: String) -> String {
        switch problem {
        case .incomplete: "the file ends before \(end)"
        case .malformed(let place): "malformed JSON at byte \(window.fileOffset(of: place)) of the file"
        case .reason(let reason): reason
        }
    }

    // MARK: - Words

    var tooLong: String { "longer than \(limits.rowBytes) bytes" }

    func cutOff(_ words: String) -> RowEvent {
        state = .end
        return .rejected(line: line + 1, reason: "the file ends \(words)")
    }

    func words(_ problem: JSONProblem, from start: Int) -> String {
        switch problem {
        case .incomplete: "not a JSON object: it ends too soon"
        case .malformed(let place): "not a JSON object: malformed JSON at byte \(place - start + 1) of it"
        case .reason(let reason): reason
        }
    }
}
