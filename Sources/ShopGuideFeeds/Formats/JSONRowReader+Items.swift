/// Rows that are the items of a list, or objects one after the other.
extension JSONRowReader {
    /// Goes to the next item of the list.
    func nextItem() throws -> RowEvent? {
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

    /// Goes to the next object.
    func nextObject() throws -> RowEvent? {
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
}
