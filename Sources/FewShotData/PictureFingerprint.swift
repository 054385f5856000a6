import FewShotDigests

/// The properties by which copies of a picture are found: a digest of its file, and its ``PerceptualHash``.
public struct PictureFingerprint: Sendable, Hashable {
    /// The first half of the SHA-256 of the file, in hexadecimal.
    public let content: String
    /// The hash of what it shows.
    public let look: PerceptualHash

    /// Bits in which the hashes of copies may differ: one for each band of ``bands``, less one.
    static let tolerance = 3
    /// Bits that are set, and that aren't, in a hash that tells pictures apart: drawings on plain paper have fewer.
    private static let leastBits = 16

    /// Creates the fingerprint of a file and the image in it.
    public init(of bytes: [UInt8], image: DecodedImage) {
        content = String(SHA256.hexadecimal(of: bytes).prefix(32))
        look = PerceptualHash(of: image)
    }

    /// Returns whether a picture has the same file as another, or shows nearly the same.
    public func isCopy(of other: PictureFingerprint) -> Bool {
        content == other.content
            || isTelling && other.isTelling && look.distance(to: other.look) <= Self.tolerance
    }

    /// Whether the hash alone tells it from other pictures.
    var isTelling: Bool { Self.leastBits...64 - Self.leastBits ~= look.bits.nonzeroBitCount }

    /// Quarters of the hash, of which copies have one in common at least.
    var bands: [UInt64] { (0..<4).map { UInt64($0) << 16 | look.bits >> (16 * $0) & 0xffff } }
}

extension PictureFingerprint: LosslessStringConvertible {
    /// The digest and the hash, 48 hexadecimal digits.
    public var description: String { content + look.description }

    /// Reads what ``description`` writes; `nil` for anything else.
    public init?(_ description: String) {
        guard description.utf8.count == 48, let look = PerceptualHash(String(description.suffix(16))) else {
            return nil
        }
        (content, self.look) = (String(description.prefix(32)), look)
    }
}

/// Pictures in their order, among which copies are found.
public struct PictureCopies<Name: Sendable>: Sendable {
    private var pictures: [(name: Name, picture: PictureFingerprint)] = []
    private var contents: [String: Int] = [:]
    private var bands: [UInt64: [Int]] = [:]

    /// Creates a list without pictures.
    public init() {}

    /// Adds a picture that is no copy of one before.
    ///
    /// - Returns: The name of the first picture that it is a copy of; `nil` where it is new.
    public mutating func add(_ picture: PictureFingerprint, named name: Name) -> Name? {
        if let same = contents[picture.content] { return pictures[same].name }
        if picture.isTelling {
            let near = picture.bands.flatMap { bands[$0] ?? [] }.filter { picture.isCopy(of: pictures[$0].picture) }
            if let first = near.min() { return pictures[first].name }
            for band in picture.bands { bands[band, default: []].append(pictures.count) }
        }
        contents[picture.content] = pictures.count
        pictures.append((name, picture))
        return nil
    }
}
