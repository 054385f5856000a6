public import Foundation

/// A table of numbers in a file of NumPy's format, read row by row (NEP 1; versions 1 to 3).
public struct NumPyArray {
    /// Rows.
    public let count: Int
    /// Numbers per row.
    public let dimensions: Int
    private let data: Data
    private let start: Int
    private let width: Int

    /// Opens a file and checks that it is what its header says.
    ///
    /// - Throws: ``FeedError`` where it isn't a table of float16, float32 or float64 in C's order.
    public init(contentsOf url: URL) throws {
        let path = url.path(percentEncoded: false)
        func damaged(_ message: String) -> FeedError { FeedError(.damaged, "\(path): \(message)") }
        guard access(path, R_OK) == 0 else {
            throw FeedError(.unreadable, "\(path): can't be read: \(String(cString: strerror(errno)))")
        }
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
            throw FeedError(.unreadable, "\(path): can't be read")
        }
        self.data = data
        guard data.count >= 12, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)) else {
            throw damaged("not a NumPy file")
        }
        guard 1...3 ~= data[6] else { throw damaged("version \(data[6]) of NumPy's format; 1 to 3 are read") }
        let bytes = data[6] == 1 ? 2 : 4
        let length = (0..<bytes).reduce(0) { $0 | Int(data[8 + $1]) << (8 * $1) }
        let start = 8 + bytes + length
        self.start = start
        guard start <= data.count else { throw damaged("cut short in its header") }
        let header = String(decoding: data[(8 + bytes)..<start], as: UTF8.self)
        guard let type = header.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
            let order = header.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
            let shape = header.firstMatch(of: /'shape':\s*\(([0-9, ]*)\)/)?.1
        else { throw damaged("its header has no type, order and shape") }
        guard let width = ["<f2": 2, "<f4": 4, "<f8": 8][type] else {
            throw damaged("numbers of type \(type); float16 (<f2), float32 (<f4) and float64 (<f8) are read")
        }
        guard order == "False" else { throw damaged("in Fortran's order; save numpy.ascontiguousarray(…)") }
        let sizes = shape.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
        guard sizes.count == 2, sizes[0] >= 0, 1...65_536 ~= sizes[1] else {
            throw damaged("shape (\(shape)), not rows of numbers")
        }
        (count, dimensions, self.width) = (sizes[0], sizes[1], width)
        let (size, isTooLarge) = (sizes[1] * width).multipliedReportingOverflow(by: sizes[0])
        guard !isTooLarge, size == data.count - start else {
            throw damaged(
                "\(data.count - start) bytes of numbers; its shape (\(shape)) needs \(isTooLarge ? "more" : "\(size)")")
        }
    }

    /// Returns a row as float32.
    public func row(_ index: Int) -> [Float] {
        precondition(0..<count ~= index, "row \(index) of \(count)")
        return data.withUnsafeBytes { bytes in
            (0..<dimensions).map { column in
                let offset = start + (index * dimensions + column) * width
                return switch width {
                case 2: Float(Float16(bitPattern: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
                case 4: bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
                default: Float(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
                }
            }
        }
    }
}
