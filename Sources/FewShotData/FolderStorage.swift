import FewShotDigests
import Foundation

/// The files below a folder.
struct FolderStorage: ArchiveStorage {
    private(set) var members: [ImageArchive.Member] = []
    private var times: [String] = []
    private let root: String
    private let path: String

    init(path: String, limits: ImageArchive.Limits) throws {
        self.path = path
        guard let resolved = realpath(path, nil) else { throw DataError(.unreadable, "\(path): \(Self.reason)") }
        root = String(cString: resolved)
        free(resolved)
        var bounds = ArchiveBounds(path: path, limits: limits)
        try list("", &bounds)
    }

    /// Adds the files below `folder`, a name inside of the root that is empty or ends with a slash.
    private mutating func list(_ folder: String, _ bounds: inout ArchiveBounds) throws {
        guard let stream = opendir("\(root)/\(folder)") else { throw unreadable(folder) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    folder + String(cString: $0)
                }
            }
            guard !name.dropFirst(folder.count).hasPrefix("."), try MemberName.isVisible(name, in: path) else {
                continue
            }
            let full = "\(root)/\(name)"
            var info = stat()
            guard lstat(full, &info) == 0 else { throw unreadable(name) }
            if info.st_mode & S_IFMT == S_IFLNK {
                guard let target = realpath(full, nil) else { throw unreadable(name) }
                defer { free(target) }
                guard String(cString: target).hasPrefix(root + "/") else {
                    throw DataError(.unsafe, "\(path): \(name): a symbolic link that leads out of the folder")
                }
                guard stat(full, &info) == 0 else { throw unreadable(name) }
                guard info.st_mode & S_IFMT != S_IFDIR else {
                    throw DataError(.unsafe, "\(path): \(name): a symbolic link to a folder")
                }
            }
            try bounds.add(name, size: info.st_mode & S_IFMT == S_IFREG ? UInt64(info.st_size) : 0)
            switch info.st_mode & S_IFMT {
            case S_IFDIR: try list(name + "/", &bounds)
            case S_IFREG:
                members.append(ImageArchive.Member(name: name, size: Int(info.st_size), index: members.count))
                times.append("\(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)")
            default: throw DataError(.unsupported, "\(path): \(name): neither a file nor a folder")
            }
        }
    }

    func bytes(of member: ImageArchive.Member) throws -> [UInt8] {
        guard let file = fopen("\(root)/\(member.name)", "rb") else { throw unreadable(member.name) }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: member.size + 1) { buffer, count in
            count = fread(buffer.baseAddress, 1, member.size + 1, file)
        }
        guard ferror(file) == 0 else { throw unreadable(member.name) }
        guard bytes.count == member.size else {
            throw DataError(.damaged, "\(path): \(member.name): it changed while it was read")
        }
        return bytes
    }

    func stamp(of members: [ImageArchive.Member]) throws -> String {
        var hash = SHA256()
        for member in members {
            hash.update(Data("\(member.name)\n\(member.size) \(times[member.index])\n".utf8))
        }
        return hash.finalize().hexadecimal
    }

    func digest(of members: [ImageArchive.Member]) throws -> String {
        var hash = SHA256()
        for member in members {
            hash.update(Data("\(member.name)\n\(member.size)\n".utf8))
            hash.update(try bytes(of: member))
        }
        return hash.finalize().hexadecimal
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private func unreadable(_ name: String) -> DataError {
        DataError(.unreadable, "\(path): \(name.isEmpty ? "" : "\(name): ")\(Self.reason)")
    }
}
