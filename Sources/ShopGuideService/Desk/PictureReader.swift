import FewShotData
import FewShotTensors
import Foundation
import ShopGuide
import Synchronization

/// Reads pictures of products, wherever they are, and of strangers.
final class PictureReader: Sendable {
    private struct Opened {
        var icons: [String: [UInt8]]?
        var archives: [String: (archive: ImageArchive, members: [String: ImageArchive.Member])] = [:]
    }

    private let limits: ServiceOptions.Limits
    private let opened = Mutex(Opened())

    init(_ limits: ServiceOptions.Limits) { self.limits = limits }

    /// Decodes the picture of a stranger.
    func decoded(_ bytes: [UInt8], field: String) throws -> DecodedImage {
        do {
            return try ImageCodec.decode(bytes, named: "picture", limits: ImageCodec.Limits(pixels: limits.pixels))
        } catch let error as DataError {
            throw Problem(field: field, error.problem.detail)
        }
    }

    /// Returns the picture of a product; `nil` where it isn't on this machine.
    func picture(of product: Product) throws -> DecodedImage? {
        guard let text = product.image else { return nil }
        let pixels = ImageCodec.Limits(pixels: limits.pixels)
        switch ImageReference(text) {
        case .other: return nil
        case .builtin(let id):
            let icon = opened.withLock { opened in
                let icons = opened.icons ?? Self.drawnIcons()
                opened.icons = icons
                return icons[id]
            }
            let side = BuiltinCatalogue.iconSize
            return icon.map { DecodedImage(width: side, height: side, channels: 1, pixels: $0) }
        case .file(let path):
            guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                throw DataError(.missing, "\(path): can't be read")
            }
            return try ImageCodec.decode(data, named: product.id, limits: pixels)
        case .member(let name, let path):
            let bytes = try opened.withLock { opened in
                let known = try opened.archives[path] ?? Self.open(path)
                opened.archives[path] = known
                guard let member = known.members[name] else { throw DataError(.missing, "\(path) has no \(name)") }
                return try known.archive.bytes(of: member)
            }
            return try ImageCodec.decode(bytes, named: product.id, limits: pixels)
        }
    }

    private static func open(_ path: String) throws -> (
        archive: ImageArchive, members: [String: ImageArchive.Member]
    ) {
        let archive = try ImageArchive(path: path)
        return (archive, Dictionary(archive.members.map { ($0.name, $0) }) { first, _ in first })
    }

    private static func drawnIcons() -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: BuiltinCatalogue.generate().products.map { ($0.id, $0.icon) })
    }
}

extension DecodedImage {
    /// The picture in its own proportions with the longer side of so many pixels at most.
    func fitted(to side: Int) throws -> DecodedImage {
        guard max(width, height) > side else { return self }
        let scale = Double(side) / Double(max(width, height))
        let (columns, rows) = (max(1, Int(Double(width) * scale)), max(1, Int(Double(height) * scale)))
        let planes = Tensor(self.planes(channels: channels), shape: [1, channels, height, width]).to(.float32)
        let numbers = try planes.resized(height: rows, width: columns).values(as: Float.self)
        let size = rows * columns
        let pixels = [UInt8](unsafeUninitializedCapacity: numbers.count) { buffer, count in
            for place in 0..<size {
                for channel in 0..<channels {
                    buffer[place * channels + channel] = UInt8(
                        max(0, min(255, numbers[channel * size + place].rounded())))
                }
            }
            count = numbers.count
        }
        return DecodedImage(width: columns, height: rows, channels: channels, pixels: pixels)
    }
}
