import Foundation

/// A folder or a zip file, listed once and read member by member within bounds.
///
/// Archives are untrusted: names that lead outside, links, encrypted members, bombs and damage are refused with an error that
/// names the member. Nothing is ever unpacked to disk. Hidden files, and what Windows and macOS leave beside pictures, are left out.
public final class ImageArchive {
    /// A file in the archive.
    public struct Member: Sendable, Hashable {
        /// The path inside of the archive, with `/` between folders.
        public let name: String
        /// Bytes, as the archive says.
        public let size: Int
        let index: Int
    }

    /// The limits of an archive.
    public struct Limits: Sendable, Hashable {
        /// Members, files and folders together.
        public var members = 2_000_000
        /// Bytes of one member, unpacked.
        public var memberBytes = 256 << 20
        /// Bytes of all members, unpacked.
        public var totalBytes = 32 << 30
        /// Bytes unpacked for each byte packed, where a member is larger than a megabyte; images hardly compress.
        public var compressionRatio = 100

        /// Creates the default limits.
        public init() {}
    }

    /// The path of the archive.
    public let path: String
    /// The files, ordered by the bytes of their names, so that the order is the same everywhere.
    public let members: [Member]
    private let storage: any ArchiveStorage

    /// Opens and lists a folder or a zip file.
    public init(path: String, limits: Limits = Limits()) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DataError(.missing, "\(path): no such file or folder")
        }
        let storage: any ArchiveStorage =
            isFolder.boolValue
            ? try FolderStorage(path: path, limits: limits) : try ZipStorage(path: path, limits: limits)
        self.path = path
        self.storage = storage
        let members = storage.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        // Names that differ in their Unicode form alone, as é and e with an accent, are two to Linux.
        for (member, next) in zip(members, members.dropFirst()) where member.name.utf8.elementsEqual(next.name.utf8) {
            throw DataError(.unsafe, "\(path): two members are called \(next.name)")
        }
        guard !members.isEmpty else { throw DataError(.missing, "\(path): there are no files in it") }
        self.members = members
    }

    /// Reads a whole member.
    public func bytes(of member: Member) throws -> [UInt8] { try storage.bytes(of: member) }

    /// Returns what identifies the archive on this machine, quickly: the SHA-256 of a zip file, or of the names, sizes and
    /// times of a folder's files.
    package func stamp() throws -> String { try storage.stamp(of: members) }

    /// Returns the SHA-256 of a zip file, as `sha256sum` prints it, or of the names and contents of a folder's files.
    public func digest() throws -> String { try storage.digest(of: members) }
}

/// The difference between a folder and a zip file.
protocol ArchiveStorage {
    var members: [ImageArchive.Member] { get }
    func bytes(of member: ImageArchive.Member) throws -> [UInt8]
    func stamp(of members: [ImageArchive.Member]) throws -> String
    func digest(of members: [ImageArchive.Member]) throws -> String
}

/// Adds up members and holds them against the limits.
struct ArchiveBounds {
    let path: String
    let limits: ImageArchive.Limits
    private var members = 0
    private var bytes = 0

    init(path: String, limits: ImageArchive.Limits) {
        self.path = path
        self.limits = limits
    }

    /// Counts a member; throws at the first that is too much.
    mutating func add(_ name: String, size: UInt64) throws {
        members += 1
        guard members <= limits.members else {
            throw DataError(.overLimit, "\(path): more than \(limits.members) members")
        }
        guard size <= UInt64(limits.memberBytes) else {
            throw DataError(
                .overLimit, "\(path): \(name): \(size) bytes; the limit is \(limits.memberBytes) for a member")
        }
        bytes += Int(size)
        guard bytes <= limits.totalBytes else {
            throw DataError(.overLimit, "\(path): \(name): more than \(limits.totalBytes) bytes in all")
        }
    }
}

/// A member's name, split and judged.
enum MemberName {
    /// Returns whether the file is to be seen at all; throws where the name leads outside of the archive.
    static func isVisible(_ name: String, in path: String) throws -> Bool {
        let parts = name.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
        }
        let isLeftover = parts.contains { LeftoverFile.matches(Substring($0)) }
        guard isLeftover || !name.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            let shown = String(name.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
            throw DataError(.unsafe, "\(path): \(shown): control characters in its name")
        }
        guard let first = parts.first, !first.isEmpty, !(first.count == 2 && first.last == UInt8(ascii: ":")) else {
            throw DataError(.unsafe, "\(path): \(name): its path is absolute")
        }
        guard !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
            throw DataError(.unsafe, "\(path): \(name): its path leads out of the archive")
        }
        return !isLeftover
    }
}
