public import FewShotData
import FewShotTensors
import Foundation
public import ShopGuide
import ShopGuideBuiltin
import Synchronization

/// Reads pictures of products, wherever they are; many threads may use it at once.
public final class PictureReader: Sendable {
    private struct Opened {
        var archives: [String: (archive: ImageArchive, members: [String: ImageArchive.Member])] = [:]
    }

    /// The limits of a picture.
    public let limits: ImageCodec.Limits
    /// A zip file is read by one thread at a time.
    private let opened = Mutex(Opened())

    /// The pictures of the web that are on this machine.
    private let web: WebPictures?

    /// Creates a reader.
    public init(_ limits: ImageCodec.Limits = ImageCodec.Limits(), web: WebPictures? = nil) {
        (self.limits, self.web) = (limits, web)
    }

    /// Returns whether a picture of the web is on this machine.
    func isFetched(_ address: String?) -> Bool { address.flatMap { web?.isFetched($0) } ?? false }

    /// Returns whether a picture is on this machine, without reading it.
    func isHere(_ place: String) -> Bool {
        switch ImageReference(place) {
        case .other(let address): isFetched(address)
        case .builtin(let id): Self.icons[id] != nil
        case .file(let path), .member(_, let path): access(path, R_OK) == 0
        }
    }

    /// Returns the state of the file that a picture is in, which is another one once the file is; `nil` where it isn't on this machine.
    func state(of place: String) -> String? {
        switch ImageReference(place) {
        case .builtin(let id): Self.icons[id].map { _ in "drawn" }
        case .file(let path), .member(_, let path): Self.state(ofFile: path)
        case .other(let address): web?.file(of: address).flatMap(Self.state(ofFile:))
        }
    }

    private static func state(ofFile path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else { return nil }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }

    /// Returns the picture of a product; `nil` where it has none on this machine.
    ///
    /// - Throws: ``DataError`` where there is one that can't be read.
    public func picture(of product: Product) throws -> DecodedImage? { try read(product)?.image }

    /// Returns the picture of a product as a PNG file, its longer side of so many pixels at most; `nil` where it has none on this machine.
    ///
    /// - Throws: ``DataError`` where there is one that can't be read.
    public func png(of product: Product, side: Int) throws -> [UInt8]? {
        // Drawn ones have colours that encoders don't see.
        if let text = product.image, case .builtin(let id) = ImageReference(text),
            let drawing = BuiltinCatalogue.drawing(of: id, size: side)
        {
            return try ImageCodec.png(from: drawing)
        }
        return try picture(of: product).map { try ImageCodec.png(from: $0.fitted(to: side)) }
    }

    /// Returns the picture of a product with its file; `nil` where it has none on this machine.
    ///
    /// - Throws: ``DataError`` where there is one that can't be read.
    package func read(_ product: Product) throws -> ReadPicture? {
        guard let text = product.image else { return nil }
        switch ImageReference(text) {
        case .other(let address): return try web?.bytes(of: address).map { try decoded($0, named: address) }
        case .builtin(let id):
            let side = BuiltinCatalogue.iconSize
            return Self.icons[id].map {
                ReadPicture(file: nil, image: DecodedImage(width: side, height: side, channels: 1, pixels: $0))
            }
        case .file(let path):
            let data: Data
            do { data = try Data(contentsOf: URL(filePath: path)) } catch {
                throw DataError(.missing, "\(path): can't be read: \(error.localizedDescription)")
            }
            return try decoded([UInt8](data), named: path)
        case .member(let name, let path):
            let bytes = try opened.withLock { opened in
                let known = try opened.archives[path] ?? Self.open(path)
                opened.archives[path] = known
                guard let member = known.members[name] else { throw DataError(.missing, "\(path) has no \(name)") }
                return try known.archive.bytes(of: member)
            }
            return try decoded(bytes, named: name)
        }
    }

    private func decoded(_ bytes: [UInt8], named name: String) throws -> ReadPicture {
        ReadPicture(file: bytes, image: try ImageCodec.decode(bytes, named: name, limits: limits))
    }

    private static func open(_ path: String) throws -> (
        archive: ImageArchive, members: [String: ImageArchive.Member]
    ) {
        let archive = try ImageArchive(path: path)
        return (archive, Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first })
    }

    /// Drawn when they are first asked for.
    private static let icons = Dictionary(
        uniqueKeysWithValues: BuiltinCatalogue.generate().products.map { ($0.id, $0.icon) })
}

/// A picture as it was read: the bytes of its file and the image in it.
package struct ReadPicture: Sendable {
    /// The bytes of the file; `nil` for the drawn ones of the built-in catalogue.
    package var file: [UInt8]?
    package var image: DecodedImage

    /// The fingerprint of a picture that has a file.
    package var fingerprint: PictureFingerprint? { file.map { PictureFingerprint(of: $0, image: image) } }
}

extension DecodedImage {
    /// Returns the middle square in the size that is encoded, as numbers 0…1.
    ///
    /// - Parameter shape: `[channels, height, width]`.
    /// - Returns: As many numbers as the shape has.
    /// - Throws: The error of tensors that failed.
    public func numbers(_ shape: [Int]) throws -> [Float] {
        let square = croppedToSquare()
        let planes = Tensor(
            square.planes(channels: shape[0]), shape: [1, shape[0], square.height, square.width], on: .cpu)
        let scaled = planes.to(.float32) * (1 / 255)
        let sized =
            square.height == shape[1] && square.width == shape[2]
            ? scaled : scaled.resized(height: shape[1], width: shape[2])
        return try sized.values(as: Float.self)
    }

    /// Returns the picture in its own proportions, its longer side of so many pixels at most.
    ///
    /// - Throws: The error of tensors that failed.
    public func fitted(to side: Int) throws -> DecodedImage {
        guard max(width, height) > side else { return self }
        let scale = Double(side) / Double(max(width, height))
        let (columns, rows) = (max(1, Int(Double(width) * scale)), max(1, Int(Double(height) * scale)))
        let planes = Tensor(self.planes(channels: channels), shape: [1, channels, height, width], on: .cpu).to(.float32)
        let numbers = try planes.resized(height: rows, width: columns).values(as: Float.self)
        let size = rows * columns
        let pixels = [UInt8](unsafeUninitializedCapacity: numbers.count) { buffer, count in
            for place in 0..<size {
                for channel in 0..<channels {
                    let value = numbers[channel * size + place].rounded()
                    buffer[place * channels + channel] = UInt8(max(0, min(255, value)))
                }
            }
            count = numbers.count
        }
        return DecodedImage(width: columns, height: rows, channels: channels, pixels: pixels)
    }
}
