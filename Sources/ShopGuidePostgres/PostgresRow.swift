import CLibPQ

/// A row of a result, valid while the body that received it runs.
public struct PostgresRow {
    let result: OpaquePointer
    let row: Int32

    private func bytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    }

    /// Returns a text, or nil for null.
    public func text(_ column: Int32) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

    /// Returns an integer of any width, or a truth value as 0 or 1; nil for null.
    public func integer(_ column: Int32) -> Int64? {
        bytes(column).map { bytes in
            switch bytes.count {
            case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            default: Int64(bytes.first ?? 0)
            }
        }
    }

    /// Returns a number of double precision, or nil for null.
    public func double(_ column: Int32) -> Double? {
        bytes(column).map { Double(bitPattern: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))) }
    }

    /// Returns bytes, or nil for null.
    public func data(_ column: Int32) -> [UInt8]? { bytes(column).map { [UInt8]($0) } }

    /// Returns float32 values of this machine's order of bytes; bytes of another length lose the last ones.
    public func floats(_ column: Int32) -> [Float] {
        guard let bytes = bytes(column) else { return [] }
        let count = bytes.count / MemoryLayout<Float>.size
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Float>.size)))
            initialized = count
        }
    }
}
