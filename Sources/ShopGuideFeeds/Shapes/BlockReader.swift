import Foundation

/// Reads blocks of bytes, each of which begins with its length in four bytes, from the first to the last.
package final class BlockReader {
    private let file: ScratchFile?
    /// The bytes of the file that haven't been read.
    private var rest: Range<Int>
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0

    /// Reads a part of a file through a buffer that grows where a block is larger.
    package init(_ file: ScratchFile, _ part: Range<Int>, buffer count: Int) throws {
        (self.file, rest) = (file, part)
        buffer = .allocate(byteCount: max(count, 64), alignment: 8)
        try fill()
    }

    /// Reads a copy of bytes in memory.
    package init(copying bytes: [UInt8]) {
        (file, rest) = (nil, 0..<0)
        buffer = .allocate(byteCount: bytes.count, alignment: 8)
        buffer.copyBytes(from: bytes)
        end = bytes.count
    }

    deinit { buffer.deallocate() }

    /// The current block with its length; it stays until the next is gone to.
    package var block: UnsafeRawBufferPointer? {
        guard start < end else { return nil }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<(start + length)])
    }

    private var length: Int { Int(buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self)) }

    /// Goes to the next block.
    package func advance() throws {
        start += length
        try fill()
    }

    /// Makes sure that the buffer holds the whole of the current block.
    private func fill() throws {
        while end - start < 4 || end - start < length {
            guard let file, !rest.isEmpty else { return }
            let wanted = end - start < 4 ? 4 : length
            if wanted > buffer.count {
                let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 8)
                larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
                buffer.deallocate()
                buffer = larger
            } else if start > 0 {
                buffer.baseAddress?.copyMemory(
                    from: buffer.baseAddress.unsafelyUnwrapped + start, byteCount: end - start)
            }
            (start, end) = (0, end - start)
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<min(buffer.count, end + rest.count)])
            let read = try file.read(at: rest.lowerBound, into: room)
            rest = (rest.lowerBound + read)..<rest.upperBound
            end += read
        }
    }
}
