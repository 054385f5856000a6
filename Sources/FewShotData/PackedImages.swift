import FewShotDigests
import FewShotTensors

/// Images of one shape in one block, in the order of their names; an image's number is its row.
package struct PackedImages: Sendable, Hashable {
    /// The archive's name of each image.
    package var names: [String] = []
    /// `[channels, height, width]` of every image.
    let shape: [Int]
    /// Row-major `[images, channels, height, width]`.
    package var pixels: [UInt8] = []
    /// Damaged images that were left out, with the reason.
    package var skipped: [String] = []
    /// The first image of the same bytes, for each image that has the same as one before.
    package var copies: [Int: Int] = [:]
    /// Images that are white on transparent and were laid on grey.
    package var onGrey: [Int] = []

    package init(shape: [Int]) { self.shape = shape }

    /// Shape `[images, channels, height, width]`, uint8.
    func tensor(on device: Device) throws -> Tensor {
        try Tensor(pixels, shape: [names.count] + shape, on: device).checked()
    }
}

/// Decodes members of an archive into one block: cropped to the square in the middle and resized with antialiasing.
struct ImagePacker {
    let archive: ImageArchive
    let channels: Int
    let size: Int
    /// Whether black becomes white, as for ink on paper.
    let isInverted: Bool
    let limits: ImageCodec.Limits
    let damage: DamagePolicy

    /// Images of the same size are resized together, up to so many bytes: in small batches, threads that share a busy machine
    /// wait for each other more than they work.
    private static let batchBytes = 12 << 20

    func pack(_ members: [ImageArchive.Member]) throws -> PackedImages {
        var packed = PackedImages(shape: [channels, size, size])
        packed.names.reserveCapacity(members.count)
        packed.pixels.reserveCapacity(members.count * channels * size * size)
        var pending = Pending()
        var firsts: [[UInt8]: Int] = [:]
        for member in members {
            let name = "\(archive.path): \(member.name)"
            let bytes: [UInt8]
            let image: DecodedImage
            do {
                bytes = try archive.bytes(of: member)
                image = try ImageCodec.decode(bytes, named: name, limits: limits).croppedToSquare()
            } catch let error as DataError where damage == .skip && error.code != .outOfMemory {
                packed.skipped.append(error.message)
                continue
            }
            if pending.side != image.width || pending.pixels.count >= Self.batchBytes {
                try flush(&pending, into: &packed)
                pending.side = image.width
            }
            pending.pixels += image.planes(channels: channels)
            pending.count += 1
            let row = packed.names.count
            packed.names.append(member.name)
            if image.ground == .grey { packed.onGrey.append(row) }
            let content = SHA256.digest(of: bytes)
            if let first = firsts[content] { packed.copies[row] = first } else { firsts[content] = row }
        }
        try flush(&pending, into: &packed)
        return packed
    }

    /// Decoded square images of the same size that wait for their resizing.
    private struct Pending {
        var side = 0
        var count = 0
        var pixels: [UInt8] = []
    }

    private func flush(_ pending: inout Pending, into packed: inout PackedImages) throws {
        guard pending.count > 0 else { return }
        var pixels = pending.pixels
        if pending.side != size {
            pixels = try Tensor(pixels, shape: [pending.count, channels, pending.side, pending.side], on: .cpu)
                .to(.float32).resized(height: size, width: size).rounded().clamped(to: 0...255).to(.uint8).values()
        }
        if isInverted { for index in pixels.indices { pixels[index] = 255 - pixels[index] } }
        packed.pixels += pixels
        pending.pixels.removeAll(keepingCapacity: true)
        pending.count = 0
    }
}
