import Foundation

/// A row of a long table in a block of bytes.
///
/// | Bytes | Content |
/// |---|---|
/// | 0..<4 | length of the block |
/// | 4..<8 | length of the id |
/// | 8..<16 | time |
/// | 16..<18 | number of the property |
/// | 18, 19 | rank of the time, kind of the cell |
/// | 20... | id, content of the cell |
package struct LongRecord {
    private static let header = 20
    package let block: UnsafeRawBufferPointer

    package init(block: UnsafeRawBufferPointer) { self.block = block }

    /// The bytes of the id.
    package var id: UnsafeRawBufferPointer {
        let count = Int(block.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        return UnsafeRawBufferPointer(rebasing: block[Self.header..<(Self.header + count)])
    }
    package var time: LongTime {
        LongTime(rank: block[18], value: block.loadUnaligned(fromByteOffset: 8, as: Double.self))
    }
    package var property: Int { Int(block.loadUnaligned(fromByteOffset: 16, as: UInt16.self)) }
    /// The bytes of the value.
    package var value: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: block[(Self.header + id.count)...]) }

    /// The value.
    package var cell: Cell {
        let value = value
        switch block[19] {
        case 1: return .text(String(decoding: value, as: UTF8.self))
        case 2: return .json(String(decoding: value, as: UTF8.self))
        case 3: return .integer(value.loadUnaligned(as: Int64.self))
        case 4: return .number(value.loadUnaligned(as: Double.self))
        case 5: return .flag(value[0] == 1)
        case 6:
            var (texts, place) = ([String](), 0)
            while place < value.count {
                let count = Int(value.loadUnaligned(fromByteOffset: place, as: UInt32.self))
                texts.append(String(decoding: value[(place + 4)..<(place + 4 + count)], as: UTF8.self))
                place += 4 + count
            }
            return .list(texts)
        default: return .empty
        }
    }

    /// The bytes that a row takes.
    package static func size(id: String, cell: Cell) -> Int {
        let content =
            switch cell {
            case .empty: 0
            case .text(let text), .json(let text): text.utf8.count
            case .integer, .number: 8
            case .flag: 1
            case .list(let texts): texts.reduce(0) { $0 + 4 + $1.utf8.count }
            }
        return header + id.utf8.count + content
    }

    /// Writes a row to the front of a buffer that has room for it.
    package static func write(
        id: String, property: Int, time: LongTime, cell: Cell, size: Int, to buffer: UnsafeMutableRawBufferPointer
    ) {
        buffer.storeBytes(of: UInt32(size), as: UInt32.self)
        buffer.storeBytes(of: UInt32(id.utf8.count), toByteOffset: 4, as: UInt32.self)
        buffer.storeBytes(of: time.value, toByteOffset: 8, as: Double.self)
        buffer.storeBytes(of: UInt16(property), toByteOffset: 16, as: UInt16.self)
        buffer[18] = time.rank
        var place = header
        copy(id, to: buffer, at: &place)
        switch cell {
        case .empty: buffer[19] = 0
        case .text(let text):
            buffer[19] = 1
            copy(text, to: buffer, at: &place)
        case .json(let text):
            buffer[19] = 2
            copy(text, to: buffer, at: &place)
        case .integer(let number):
            buffer[19] = 3
            buffer.storeBytes(of: number, toByteOffset: place, as: Int64.self)
        case .number(let number):
            buffer[19] = 4
            buffer.storeBytes(of: number, toByteOffset: place, as: Double.self)
        case .flag(let flag):
            buffer[19] = 5
            buffer[place] = flag ? 1 : 0
        case .list(let texts):
            buffer[19] = 6
            for text in texts {
                buffer.storeBytes(of: UInt32(text.utf8.count), toByteOffset: place, as: UInt32.self)
                place += 4
                copy(text, to: buffer, at: &place)
            }
        }
    }

    private static func copy(_ text: String, to buffer: UnsafeMutableRawBufferPointer, at place: inout Int) {
        var text = text
        place += text.withUTF8 { bytes in
            UnsafeMutableRawBufferPointer(rebasing: buffer[place...]).copyMemory(from: UnsafeRawBufferPointer(bytes))
            return bytes.count
        }
    }
}
