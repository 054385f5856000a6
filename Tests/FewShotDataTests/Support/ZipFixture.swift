/// Writes zip files byte by byte, also such as no honest program writes.
enum ZipFixture {
    struct Member {
        var name: String
        var bytes: [UInt8]
        /// Wraps the bytes in a deflate stream of stored blocks.
        var isDeflated = false
        var isEncrypted = false
        var isSymbolicLink = false
        /// What the directory says, where that is not the truth.
        var claimedSize: Int?
        var claimedChecksum: UInt32?

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }

        init(_ name: String, _ text: String = "") { self.init(name, Array(text.utf8)) }

        func with(_ change: (inout Member) -> Void) -> Member {
            var copy = self
            change(&copy)
            return copy
        }
    }

    static func bytes(_ members: [Member]) -> [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        for member in members {
            let packed = member.isDeflated ? Deflate.stored(member.bytes) : member.bytes
            let name = Array(member.name.utf8)
            let checksum = member.claimedChecksum ?? CRC32.of(member.bytes)
            // Version, flags (0x800: names are UTF-8), method, time, date, checksum, sizes, lengths of name and extra field.
            var shared =
                little(20, 2) + little(member.isEncrypted ? 0x801 : 0x800, 2) + little(member.isDeflated ? 8 : 0, 2)
            shared += little(0, 2) + little(0x21, 2) + little(Int(checksum), 4)
            shared += little(packed.count, 4) + little(member.claimedSize ?? member.bytes.count, 4)
            shared += little(name.count, 2) + little(0, 2)
            let mode = member.isSymbolicLink ? 0o120777 : 0o100644
            directory += little(0x0201_4b50, 4) + little(0x0314, 2) + shared + little(0, 6) + little(mode << 16, 4)
            directory += little(file.count, 4) + name
            file += little(0x0403_4b50, 4) + shared + name + packed
        }
        let end = little(0x0605_4b50, 4) + little(0, 4) + little(members.count, 2) + little(members.count, 2)
        return file + directory + end + little(directory.count, 4) + little(file.count, 4) + little(0, 2)
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// Deflate streams that don't compress.
enum Deflate {
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var (stream, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes[...])
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(block.count)
            let (low, high) = (UInt8(block.count & 0xff), UInt8(block.count >> 8))
            stream += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
        } while !rest.isEmpty
        return stream
    }
}

/// The checksum of zip files and PNG.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ $0 >> 8 }
    }
}
