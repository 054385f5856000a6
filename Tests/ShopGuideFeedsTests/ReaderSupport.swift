import Foundation
import ShopGuideFeeds
import Testing

/// Bytes that come in pieces of a given size.
final class PiecewiseSource: ByteSource {
    private let bytes: [UInt8]
    private let piece: Int
    private(set) var offset = 0

    init(_ bytes: some Sequence<UInt8>, piece: Int = .max) { (self.bytes, self.piece) = (Array(bytes), piece) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(piece, buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}

/// A reader's events, as texts such as `2 id=a title=b` and `3 ! no id`.
func events(_ reader: any RowReader) throws -> [String] {
    var (events, last) = ([String](), 0)
    while let event = try reader.next() {
        #expect(event.line > last)
        last = event.line
        switch event {
        case .rejected(let line, let reason): events.append("\(line) ! \(reason)")
        case .row(let line):
            let cells = try reader.columns.enumerated().compactMap { column, name in
                let words: String? =
                    switch try reader.cell(column) {
                    case .empty: nil
                    case .text(let text): text
                    case .integer(let number): "\(number)"
                    case .number(let number): "~\(number)"
                    case .flag(let flag): "\(flag)"
                    case .list(let texts): "\(texts)"
                    case .json(let text): "<\(text)>"
                    }
                return words.map { "\(name)=\($0)" }
            }
            events.append((["\(line)"] + cells).joined(separator: " "))
        }
    }
    return events
}

/// The path of a feed that the tests have.
func feed(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ShopGuideCommandTests/Fixtures/Feeds/\(name)").path
}
