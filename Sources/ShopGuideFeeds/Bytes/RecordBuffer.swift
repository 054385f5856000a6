import Foundation

/// A window on a stream that always holds the whole of the current row, up to a limit.
final class RecordBuffer {
    private let stream: any ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    /// The beginning of the current row.
    private(set) var start = 0
    /// The end of the bytes that were read.
    private(set) var end = 0
    /// Whether the stream is at its end.
    private(set) var isLast = false
    /// The number of the line at `start`, from 1.
    private(set) var line = 1

    init(_ stream: any ByteSource, limit: Int, chunk: Int = 1 << 18) throws {
        self.stream = stream
        storage = .allocate(byteCount: limit + max(chunk, 16), alignment: 16)
        try fill()
        while end < 3, !isLast { try fill() }
        // A byte order mark before UTF-8 is no part of the table.
        if end >= 3, storage[0] == 0xEF, storage[1] == 0xBB, storage[2] == 0xBF { start = 3 }
    }

    deinit { storage.deallocate() }

    var offset: Int { stream.offset }
    var bytes: UnsafePointer<UInt8> {
        UnsafePointer(storage.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self))
    }
    var count: Int { end - start }

    /// Moves the current row to the front and reads more behind it.
    func fill() throws {
        if start > 0 {
            storage.baseAddress?.copyMemory(from: bytes + start, byteCount: count)
            end -= start
            start = 0
        }
        let added = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
        end += added
        if added == 0 && end < storage.count { isLast = true }
    }

    /// Ends the current row.
    func advance(to place: Int, lines: Int) {
        start = place
        line += lines
    }

    /// Skips the rest of the current line, however long it is.
    func skipLine() throws {
        while true {
            if let newline = newline(from: start) {
                advance(to: newline + 1, lines: 1)
                return
            }
            start = end
            guard !isLast else { return }
            try fill()
        }
    }

    /// The place of the next end of a line.
    func newline(from place: Int) -> Int? {
        guard place < end, let found = memchr(bytes + place, 10, end - place) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }
}

/// Makes a text of bytes; throws ``RowProblem`` where they are none.
func validText(_ bytes: UnsafeBufferPointer<UInt8>, _ column: String) throws -> String {
    // What isn't UTF-8 comes out repaired, and so as other bytes; this takes a fraction of what `String(validating:as:)` does.
    var text = String(decoding: bytes, as: UTF8.self)
    let isSame = text.withUTF8 { copy in
        guard copy.count == bytes.count, let one = copy.baseAddress, let other = bytes.baseAddress else {
            return copy.count == bytes.count
        }
        return memcmp(one, other, copy.count) == 0
    }
    guard isSame else { throw RowProblem("column \"\(column)\" isn't valid UTF-8") }
    guard !bytes.contains(0) else { throw RowProblem("column \"\(column)\" has a zero byte") }
    return text
}
