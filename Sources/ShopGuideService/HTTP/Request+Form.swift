import Foundation
import Hummingbird
import NIOCore
import ShopGuideApplication

/// The parts of a `multipart/form-data` body (RFC 7578).
struct FormParts {
    /// A field of the form.
    struct Part {
        var name: String
        var file: String?
        var bytes: ArraySlice<UInt8>
    }

    /// Maximum number of parts.
    private static let limit = 256
    private(set) var parts: [Part] = []

    /// Parses a form.
    ///
    /// - Throws: ``Problem`` for a malformed one.
    init(_ bytes: [UInt8], boundary: String) throws {
        let line = Array("--\(boundary)".utf8)
        guard var place = Self.find(line, in: bytes, from: 0) else {
            throw Problem(field: "body", "doesn't contain the boundary \"\(boundary)\" of its Content-Type")
        }
        while true {
            place += line.count
            if bytes[place...].starts(with: Array("--".utf8)) { return }
            let separator = Array("\r\n\r\n".utf8)
            guard bytes[place...].starts(with: Array("\r\n".utf8)),
                let end = Self.find(separator, in: bytes, from: place),
                let next = Self.find(Array("\r\n".utf8) + line, in: bytes, from: end + 2)
            else { throw Problem(field: "body", "is truncated: the closing boundary is missing") }
            guard parts.count < Self.limit else {
                throw Problem(field: "body", "has more than \(Self.limit) parts")
            }
            guard next >= end + 4 || next == end + 2 else {
                throw Problem(field: "body", "has a part without content")
            }
            let head = String(decoding: bytes[place..<end], as: UTF8.self)
            guard let name = Self.parameter("name", of: head) else {
                throw Problem(field: "body", "has a part without a name")
            }
            let file = Self.parameter("filename", of: head)
            parts.append(Part(name: name, file: file, bytes: bytes[min(end + 4, next)..<next]))
            place = next + 2
        }
    }

    private static func parameter(_ name: String, of head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            for part in line.split(separator: ";").dropFirst() {
                let pair = part.trimmingCharacters(in: .whitespaces)
                if pair.hasPrefix("\(name)=") {
                    return pair.dropFirst(name.count + 1).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
                }
            }
        }
        return nil
    }

    private static func find(_ words: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { (all: UnsafeRawBufferPointer) -> Int? in
            guard let base = all.baseAddress else { return nil }
            var place = start
            while place + words.count <= all.count {
                let rest = all.count - words.count - place + 1
                guard let first = memchr(base + place, Int32(words[0]), rest) else { return nil }
                place = UnsafeRawPointer(first) - base
                if memcmp(first, words, words.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }

    /// Returns the inputs of a form: parts `image` are images, parts `title` are titles.
    func inputs() throws -> [ClassificationInput] {
        guard !parts.isEmpty else { throw Problem(field: "body", "has no parts") }
        return try parts.enumerated().map { index, part in
            var input = ClassificationInput(field: "\(part.name)[\(index)]")
            input.isOneField = true
            switch part.name {
            case "image":
                input.id = part.file.flatMap { 1...256 ~= $0.utf8.count ? $0 : nil }
                input.picture = Array(part.bytes)
            case "title":
                guard let title = String(validating: part.bytes, as: UTF8.self) else {
                    throw Problem(field: input.field, "isn't valid UTF-8")
                }
                input.title = title
            default: throw Problem(field: part.name, "unknown part; known are image, title")
            }
            return input
        }
    }
}

extension Request {
    /// Reads a multipart form.
    func form(_ limits: ServiceOptions.Limits) async throws -> FormParts {
        let header = headers[.contentType] ?? ""
        guard let start = header.range(of: "boundary=", options: .caseInsensitive) else {
            throw Problem(.badRequest, "Content-Type multipart/form-data has no boundary")
        }
        let boundary = header[start.upperBound...].prefix { $0 != ";" }
            .trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        guard 1...70 ~= boundary.utf8.count else {
            throw Problem(.badRequest, "the boundary must be 1 to 70 characters long (got \(boundary.utf8.count))")
        }
        let bytes = try await bytes(upTo: limits.upload, within: limits.bodyTime)
        return try FormParts(Array(bytes.readableBytesView), boundary: boundary)
    }
}
