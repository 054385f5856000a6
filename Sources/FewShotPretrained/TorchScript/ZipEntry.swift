import Foundation

/// One entry of a zip archive's directory.
struct ZipEntry {
    let name: String
    /// Bytes in the archive.
    let stored: Int
    /// Bytes unpacked.
    let unpacked: Int
    /// 0 for bytes as they are, 8 for deflate.
    let method: Int
    let isEncrypted: Bool
    /// The place of the entry's own header in the archive.
    let offset: Int
}

/// A directory that can't be read, and the reason.
struct ZipFault: Error {
    let message: String
}

extension ZipEntry {
    /// Reads the directory of an archive (PKWARE's APPNOTE 6.3, with ZIP64): what it says, unpacking nothing.
    ///
    /// - Parameters:
    ///   - archive: The whole archive.
    ///   - maximum: The number of entries to read at most.
    /// - Returns: The entries in the directory's order.
    /// - Throws: ``ZipFault`` where there is no directory, or a damaged one.
    static func directory(of archive: Data, maximum: Int) throws(ZipFault) -> [ZipEntry] {
        let reader = LittleEndianReader(archive)
        guard archive.count >= 22, let end = endRecord(reader) else {
            throw ZipFault(message: "it isn't a zip archive")
        }
        var (count, size, start) = (reader.number(end + 10, 2), reader.number(end + 12, 4), reader.number(end + 16, 4))
        let locator = end - 20
        if locator >= 0, reader.number(locator, 4) == 0x0706_4B50 {
            let record = reader.number(locator + 8, 8)
            guard record >= 0, record <= archive.count - 56, reader.number(record, 4) == 0x0606_4B50 else {
                throw ZipFault(message: "the end of its directory is damaged")
            }
            (count, size, start) = (
                reader.number(record + 32, 8), reader.number(record + 40, 8), reader.number(record + 48, 8)
            )
        }
        guard (0...maximum).contains(count) else {
            throw ZipFault(message: "it says that it has \(count) entries; \(maximum) are the most")
        }
        guard start >= 0, size >= 0, start <= end, size <= end - start else {
            throw ZipFault(message: "its directory lies outside the file")
        }
        var entries: [ZipEntry] = []
        var position = start
        for _ in 0..<count {
            guard position <= start + size - 46, reader.number(position, 4) == 0x0201_4B50 else {
                throw ZipFault(message: "its directory ends after \(entries.count) of \(count) entries")
            }
            let lengths = [28, 30, 32].map { reader.number(position + $0, 2) }
            let next = position + 46 + lengths.reduce(0, +)
            guard next <= start + size else { throw ZipFault(message: "its directory is cut short") }
            entries.append(try entry(reader, at: position, nameLength: lengths[0], extraLength: lengths[1]))
            position = next
        }
        return entries
    }

    /// The place of the last end-of-directory record.
    private static func endRecord(_ reader: LittleEndianReader) -> Int? {
        var position = reader.count - 22
        let first = max(0, position - 0xFFFF)
        while position >= first {
            if reader.number(position, 4) == 0x0605_4B50 { return position }
            position -= 1
        }
        return nil
    }

    private static func entry(
        _ reader: LittleEndianReader, at position: Int, nameLength: Int, extraLength: Int
    ) throws(ZipFault) -> ZipEntry {
        let name = reader.text(position + 46, nameLength)
        var stored = reader.number(position + 20, 4)
        var unpacked = reader.number(position + 24, 4)
        var offset = reader.number(position + 42, 4)
        // ZIP64's field holds, in this order, the numbers that have no room above.
        var field = position + 46 + nameLength
        let end = field + extraLength
        while field + 4 <= end {
            let (kind, length) = (reader.number(field, 2), reader.number(field + 2, 2))
            guard field + 4 + length <= end else { throw ZipFault(message: "its entry \"\(name)\" is damaged") }
            if kind == 1 {
                var place = field + 4
                func wide(_ value: Int) throws(ZipFault) -> Int {
                    guard value == 0xFFFF_FFFF else { return value }
                    guard place + 8 <= field + 4 + length else {
                        throw ZipFault(message: "its entry \"\(name)\" is damaged")
                    }
                    defer { place += 8 }
                    return reader.number(place, 8)
                }
                unpacked = try wide(unpacked)
                stored = try wide(stored)
                offset = try wide(offset)
            }
            field += 4 + length
        }
        guard stored >= 0, unpacked >= 0, offset >= 0 else {
            throw ZipFault(message: "its entry \"\(name)\" says that it has more bytes than can be counted")
        }
        return ZipEntry(
            name: name, stored: stored, unpacked: unpacked, method: reader.number(position + 10, 2),
            isEncrypted: reader.number(position + 8, 2) & 1 != 0, offset: offset)
    }
}

/// Numbers in the bytes of a file; 0 beyond its end.
private struct LittleEndianReader {
    private let data: Data

    init(_ data: Data) { self.data = data }

    var count: Int { data.count }

    func number(_ offset: Int, _ width: Int) -> Int {
        guard offset >= 0, offset <= data.count - width else { return 0 }
        var result: UInt64 = 0
        for index in (0..<width).reversed() { result = result << 8 | UInt64(data[data.startIndex + offset + index]) }
        return Int(truncatingIfNeeded: result)  // negative where there are more than Int holds
    }

    func text(_ offset: Int, _ length: Int) -> String {
        guard offset >= 0, length >= 0, offset <= data.count - length else { return "" }
        return String(decoding: data[data.startIndex + offset..<data.startIndex + offset + length], as: UTF8.self)
    }
}
