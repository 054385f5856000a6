import Foundation

/// The layout of a safetensors file; always one that holds together.
struct SafetensorsHeader {
    /// The element types of stored tensors, in the order in which the Python library's writer places them, last first.
    enum StoredType: String, CaseIterable {
        case bool = "BOOL"
        case u8 = "U8"
        case i8 = "I8"
        case i16 = "I16"
        case f16 = "F16"
        case bf16 = "BF16"
        case i32 = "I32"
        case f32 = "F32"
        case f64 = "F64"
        case i64 = "I64"

        /// Bytes per element.
        var size: Int {
            switch self {
            case .bool, .u8, .i8: 1
            case .i16, .f16, .bf16: 2
            case .i32, .f32: 4
            case .f64, .i64: 8
            }
        }
    }

    /// One tensor's place: bytes `start..<end` after the header.
    struct Entry {
        let name: String
        let type: StoredType
        let shape: [Int]
        let start: Int
        let end: Int
    }

    /// The header's length in bytes, without the eight before it that say so.
    let length: Int
    let metadata: [String: String]
    /// By place in the file: without gaps, from the header to the end of the file.
    let entries: [Entry]

    /// The most that the Python library accepts.
    static let maximumLength = 100_000_000
}

// MARK: - Reading

extension SafetensorsHeader {
    /// Reads the header of a whole file and checks that the file is what it says.
    init(of data: Data, file: String) throws(SafetensorsError) {
        func malformed(_ message: String, _ tensor: String? = nil) -> SafetensorsError {
            SafetensorsError(.malformed, file: file, tensor: tensor, message: message)
        }
        guard data.count >= 8 else {
            throw malformed("it has \(data.count) bytes, fewer than the 8 of a header's length")
        }
        let announced = data.prefix(8).withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard announced <= UInt64(Self.maximumLength) else {
            throw malformed("the header is said to have \(announced) bytes; \(Self.maximumLength) are the most")
        }
        length = Int(announced)
        guard length <= data.count - 8 else {
            throw malformed("the header is said to have \(length) bytes, but only \(data.count - 8) follow")
        }
        let json = data.dropFirst(8).prefix(length)
        // A JSON decoder would take other encodings than UTF-8 too.
        guard json.first == UInt8(ascii: "{"), !json.contains(0) else {
            throw malformed("the header is not a JSON object")
        }
        let members: Members
        do { members = try JSONDecoder().decode(Members.self, from: json) } catch let error as MemberError {
            throw malformed(error.message, error.tensor)
        } catch { throw malformed("the header is not a JSON object") }
        if let name = JSONMembers.repeated(in: json) { throw malformed("the header names \"\(name)\" twice") }
        metadata = members.metadata
        entries = members.entries.sorted { ($0.start, $0.end) < ($1.start, $1.end) }

        var end = 0
        for entry in entries {
            guard entry.start == end else {
                let problem =
                    entry.start < end
                    ? "overlaps the one before, which ends" : "leaves a gap after the one before, which ends"
                throw malformed("starts at \(entry.start) and \(problem) at \(end)", entry.name)
            }
            end = entry.end
        }
        let size = data.count - 8 - length
        guard end == size else { throw malformed("the tensors take \(end) bytes, but \(size) follow the header") }
    }

    private struct MemberError: Error {
        let tensor: String?
        let message: String
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The header's members, each checked by itself.
    private struct Members: Decodable {
        var metadata: [String: String] = [:]
        var entries: [Entry] = []

        private struct Description: Decodable {
            let dtype: String
            let shape: [Int]
            let data_offsets: [Int]
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys {
                let name = key.stringValue
                if name == "__metadata__" {
                    guard let texts = try? container.decode([String: String].self, forKey: key) else {
                        throw MemberError(tensor: nil, message: "__metadata__ is not an object of strings")
                    }
                    metadata = texts
                } else {
                    guard let description = try? container.decode(Description.self, forKey: key) else {
                        throw MemberError(
                            tensor: name,
                            message: "expected a dtype, a shape and data_offsets of whole numbers up to \(Int.max)")
                    }
                    entries.append(try Self.entry(name, description))
                }
            }
        }

        private static func entry(_ name: String, _ description: Description) throws -> Entry {
            let (shape, offsets) = (description.shape, description.data_offsets)
            func malformed(_ message: String) -> MemberError { MemberError(tensor: name, message: message) }
            guard let type = StoredType(rawValue: description.dtype) else {
                throw malformed("the dtype \(description.dtype) is not supported")
            }
            guard shape.allSatisfy({ $0 >= 0 }) else { throw malformed("the shape \(shape) has a negative size") }
            guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1] else {
                throw malformed("the data_offsets \(offsets) are not a start and an end")
            }
            var bytes = type.size
            for size in shape {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
                guard !overflow else { throw malformed("the shape \(shape) has too many elements") }
                bytes = product
            }
            guard bytes == offsets[1] - offsets[0] else {
                throw malformed(
                    "\(type.rawValue) \(shape) needs \(bytes) bytes, the data_offsets \(offsets) span \(offsets[1] - offsets[0])"
                )
            }
            return Entry(name: name, type: type, shape: shape, start: offsets[0], end: offsets[1])
        }
    }
}

/// A decoder keeps one of two members of the same name; the format forbids the second, for readers differ in which they keep.
private enum JSONMembers {
    /// Returns a name that one object of a well-formed JSON text has twice.
    static func repeated(in json: Data) -> String? {
        var objects: [Set<String>] = []
        var text = Data()
        var isInText = false
        var isEscaped = false
        for byte in json {
            if isInText {
                text.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): (text, isInText) = (Data([byte]), true)
            case UInt8(ascii: "{"): objects.append([])
            case UInt8(ascii: "}"): objects.removeLast()
            case UInt8(ascii: ":"):
                let name = (try? JSONDecoder().decode(String.self, from: text)) ?? ""
                guard objects[objects.count - 1].insert(name).inserted else { return name }
            default: break
            }
        }
        return nil
    }
}

// MARK: - Writing

extension SafetensorsHeader {
    /// Lays out the tensors of a file: large elements first, so that each tensor is aligned, then by name.
    init(for contents: Safetensors, precision: Safetensors.Precision) {
        let described = contents.tensors.map { name, tensor in
            (name: name, type: StoredType(tensor.elementType, precision), shape: tensor.shape)
        }
        let rank = Dictionary(uniqueKeysWithValues: StoredType.allCases.enumerated().map { ($1, $0) })
        let ordered = described.sorted { a, b in
            a.type == b.type
                ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
                : rank[a.type, default: 0] > rank[b.type, default: 0]
        }
        var end = 0
        entries = ordered.map { name, type, shape in
            let start = end
            end += shape.reduce(type.size, *)
            return Entry(name: name, type: type, shape: shape, start: start, end: end)
        }
        metadata = contents.metadata
        length = 0
    }

    /// The header as a file begins with it: its length, the JSON, and spaces up to a multiple of eight bytes.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func json(_ value: some Encodable) throws -> String {
            String(decoding: try encoder.encode(value), as: UTF8.self)
        }

        var members = metadata.isEmpty ? [] : ["\"__metadata__\":\(try json(metadata))"]
        for entry in entries {
            let place = "\"data_offsets\":[\(entry.start),\(entry.end)]"
            members.append(
                "\(try json(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":\(try json(entry.shape)),\(place)}"
            )
        }
        var header = Data("{\(members.joined(separator: ","))}".utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
    }
}

extension SafetensorsHeader.StoredType {
    fileprivate init(_ type: ElementType, _ precision: Safetensors.Precision) {
        switch type {
        case .float32:
            self =
                switch precision {
                case .exact: .f32
                case .float16: .f16
                case .bfloat16: .bf16
                }
        case .float64: self = .f64
        case .int64: self = .i64
        case .uint8: self = .u8
        case .bool: self = .bool
        case .bfloat16: self = .bf16
        }
    }
}
