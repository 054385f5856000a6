/// The bytes of a table from the beginning to the end.
package protocol ByteSource: AnyObject {
    /// The bytes of the file, packed as it is, that have been read.
    var offset: Int { get }

    /// Fills a buffer as far as there are bytes; returns how many, 0 at the end only.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteStream: ByteSource {}
