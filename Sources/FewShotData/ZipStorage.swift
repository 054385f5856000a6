import CFewShotImages
import FewShotDigests
import Foundation

/// The members of a zip file.
final class ZipStorage: ArchiveStorage {
    let members: [ImageArchive.Member]
    private let path: String
    private let zip: fsi_zip

    init(path: String, limits: ImageArchive.Limits) throws {
        var handle: fsi_zip?
        let status = fsi_zip_open(path, &handle)
        guard status == FSI_OK, let handle else { throw DataError(status, naming: path) }
        do {
            members = try Self.list(handle, path: path, limits: limits)
        } catch {
            fsi_zip_close(handle)
            throw error
        }
        self.path = path
        zip = handle
    }

    deinit { fsi_zip_close(zip) }

    private static func list(_ zip: fsi_zip, path: String, limits: ImageArchive.Limits) throws -> [ImageArchive.Member]
    {
        var members: [ImageArchive.Member] = []
        var bounds = ArchiveBounds(path: path, limits: limits)
        for index in 0..<fsi_zip_count(zip) {
            var member = fsi_zip_member()
            let status = fsi_zip_stat(zip, index, &member)
            guard status == FSI_OK, let bytes = member.name else { throw DataError(status, naming: path) }
            var name = String(cString: bytes)
            try bounds.add(name, size: member.size)
            guard try MemberName.isVisible(name, in: path), !name.hasSuffix("/") else { continue }
            // Some programs on Windows write their own separator.
            if name.utf8.contains(UInt8(ascii: "\\")) { name = name.split(separator: "\\").joined(separator: "/") }
            guard !member.is_symbolic_link else { throw DataError(.unsafe, "\(path): \(name): it is a symbolic link") }
            guard !member.is_encrypted else { throw DataError(.unsupported, "\(path): \(name): it is encrypted") }
            let packed = max(member.compressed_size, 1)
            guard member.size < 1 << 20 || member.size / packed <= UInt64(limits.compressionRatio) else {
                throw DataError(
                    .overLimit,
                    "\(path): \(name): \(packed) bytes unpack to \(member.size); the limit is \(limits.compressionRatio) to 1"
                )
            }
            members.append(ImageArchive.Member(name: name, size: Int(member.size), index: Int(index)))
        }
        return members
    }

    func bytes(of member: ImageArchive.Member) throws -> [UInt8] {
        var status = FSI_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: member.size) { buffer, count in
            status = fsi_zip_read(zip, Int64(member.index), buffer.baseAddress, UInt64(member.size))
            count = status == FSI_OK ? member.size : 0
        }
        guard status == FSI_OK else { throw DataError(status, naming: "\(path): \(member.name)") }
        return bytes
    }

    func stamp(of members: [ImageArchive.Member]) throws -> String { try digest(of: members) }

    func digest(of members: [ImageArchive.Member]) throws -> String {
        try SHA256.hexadecimal(ofFile: URL(filePath: path))
    }
}
