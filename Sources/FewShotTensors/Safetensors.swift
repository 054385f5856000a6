public import Foundation

/// Named tensors and notes, as a file of the safetensors format holds them.
///
/// The format is eight bytes with the length of a JSON header, the header, and the tensors' bytes one after another, all
/// little-endian (https://github.com/huggingface/safetensors). PyTorch reads and writes it, and it can't hold code.
public struct Safetensors: Sendable {
    /// The tensors by name.
    public var tensors: [String: Tensor]
    /// Free text by name: where the tensors come from.
    public var metadata: [String: String]

    /// Creates the contents of a file.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The form of float32 tensors in a file; tensors of other types keep theirs.
    public enum Precision: String, Sendable, Codable {
        /// As they are.
        case exact
        /// In half the space: 11 significant bits, up to 65,504; what is larger becomes infinite.
        case float16
        /// In half the space: 8 significant bits, float32's range.
        case bfloat16
    }
}

// MARK: - Reading

extension Safetensors {
    /// Reads a file; nothing is allocated for its tensors before the whole header has been checked.
    ///
    /// F16 and BF16 tensors become float32; I8, I16 and I32 ones become int64.
    public init(contentsOf url: URL) throws(SafetensorsError) {
        let file = url.path(percentEncoded: false)
        let data: Data
        do { data = try Data(contentsOf: url, options: .mappedIfSafe) } catch {
            let reason = access(file, R_OK) == 0 ? error.localizedDescription : String(cString: strerror(errno))
            throw SafetensorsError(.reading, file: file, message: "can't be read: \(reason)")
        }
        let header = try SafetensorsHeader(of: data, file: file)
        self.init(metadata: header.metadata)
        let body = data.dropFirst(8 + header.length)
        for entry in header.entries {
            let bytes = body.dropFirst(entry.start).prefix(entry.end - entry.start)
            let tensor = bytes.withUnsafeBytes { bytes in
                Result { () throws(SafetensorsError) in try Self.tensor(entry, bytes, file: file) }
            }
            tensors[entry.name] = try tensor.get()
        }
    }

    private static func tensor(
        _ entry: SafetensorsHeader.Entry, _ bytes: UnsafeRawBufferPointer, file: String
    ) throws(SafetensorsError) -> Tensor {
        func elements<Stored, Element: TensorScalar>(_ convert: (Stored) -> Element) -> Tensor {
            let size = MemoryLayout<Stored>.size
            let values = stride(from: 0, to: bytes.count, by: size).map { offset in
                convert(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
            }
            return Tensor(values, shape: entry.shape)
        }
        if entry.type == .bool, let other = bytes.first(where: { $0 > 1 }) {
            throw SafetensorsError(
                .malformed, file: file, tensor: entry.name,
                message: "the byte \(other) is neither true (1) nor false (0)")
        }
        let tensor =
            switch entry.type {
            case .bool: Tensor(bytes: bytes, shape: entry.shape, type: .bool)
            case .u8: Tensor(bytes: bytes, shape: entry.shape, type: .uint8)
            case .f32: Tensor(bytes: bytes, shape: entry.shape, type: .float32)
            case .f64: Tensor(bytes: bytes, shape: entry.shape, type: .float64)
            case .i64: Tensor(bytes: bytes, shape: entry.shape, type: .int64)
            case .i8: elements { (value: Int8) in Int(value) }
            case .i16: elements { (value: Int16) in Int(value) }
            case .i32: elements { (value: Int32) in Int(value) }
            case .f16: elements { (value: Float16) in Float(value) }
            case .bf16: elements { (high: UInt16) in Float(bitPattern: UInt32(high) << 16) }
            }
        if let failure = tensor.failure {
            throw SafetensorsError(.tensor, file: file, tensor: entry.name, message: "\(failure)")
        }
        return tensor
    }
}

// MARK: - Writing

extension Safetensors {
    /// Writes a file, in the layout of the Python library: the same contents give the same bytes.
    ///
    /// A crash leaves the old file or the new one, and a failure leaves the old one: see ``DurableFile``.
    public func write(to url: URL, precision: Precision = .exact) throws(SafetensorsError) {
        let file = url.path(percentEncoded: false)
        var current: String?
        do {
            for (name, tensor) in tensors {
                current = name
                try tensor.checked()
            }
            current = tensors["__metadata__"].map { _ in "__metadata__" }
            guard current == nil else {
                throw SafetensorsError(.tensor, file: file, message: "the name __metadata__ is the format's own")
            }
            let header = SafetensorsHeader(for: self, precision: precision)
            try DurableFile.write(to: url) { output in
                try output.write(header.encoded())
                for entry in header.entries {
                    guard let tensor = tensors[entry.name] else { continue }
                    current = entry.name
                    try Self.stored(tensor, as: entry.type).withUnsafeBytes { try output.write($0) }
                }
            }
        } catch let error as DurableFile.Failure {
            throw SafetensorsError(.writing, file: file, message: "can't be written: \(error.reason)")
        } catch let error as SafetensorsError {
            throw error
        } catch {
            throw SafetensorsError(.tensor, file: file, tensor: current, message: "\(error)")
        }
    }

    private static func stored(_ tensor: Tensor, as type: SafetensorsHeader.StoredType) throws -> [UInt8] {
        func halves(_ convert: (Float) -> UInt16) throws -> [UInt8] {
            try tensor.values(as: Float.self).map(convert).withUnsafeBytes { Array($0) }
        }
        switch type {
        case .f16: return try halves { Float16($0).bitPattern }
        case .bf16: return try halves { bfloat16($0) }
        default: return try tensor.bytes()
        }
    }

    /// The upper half of a number's bits, rounded to nearest, ties to even.
    private static func bfloat16(_ value: Float) -> UInt16 {
        guard !value.isNaN else { return 0x7FC0 }
        let bits = value.bitPattern
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }
}
