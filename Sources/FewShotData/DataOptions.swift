import FewShotLearning
import FewShotTensors

/// Options of loading data; what is `nil` is up to the kind of data.
public struct DataOptions: Sendable {
    /// The division of classes: ``SplitScheme/vinyals`` for Omniglot; for image folders as their folders say, else
    /// ``SplitScheme/drawn``.
    public var scheme: SplitScheme?
    /// Height and width of the images, in pixels: 28 for Omniglot, 84 for photos.
    public var size: Int?
    /// 1 for grey, 3 for RGB: 1 for Omniglot, 3 for photos.
    public var channels: Int?
    /// Whether each quarter turn of an Omniglot character is a class of its own: yes for ``SplitScheme/vinyals``, else no.
    public var rotations: Bool?
    /// The seed of the draw, where classes are drawn.
    public var draw: UInt64 = 0
    /// The folder that keeps decoded images between starts; `nil` keeps none. See ``cacheDirectory(environment:)``.
    public var cacheDirectory: String?
    /// The folder of `train.txt`, `val.txt` and `test.txt` of ``SplitScheme/vinyals``; `nil` looks beside and in the data.
    public var splitsDirectory: String?
    /// The table of the classes of images in a flat folder, CSV of lines `file,class`; `nil` takes a folder for a class.
    public var labels: String?
    /// The policy for a damaged image among good ones.
    public var damage = DamagePolicy.refuse
    /// The ink that a model was trained on: drawings with the other one are inverted; `nil` leaves pictures as they are.
    public var ink: Ink?
    /// The device of the loaded examples.
    public var device = Device.cpu
    /// Bytes that all images together may take in memory.
    public var memoryLimit = 8 << 30
    /// The limits of an archive.
    public var archiveLimits = ImageArchive.Limits()
    /// The limits of an image.
    public var imageLimits = ImageCodec.Limits()

    /// Creates options that leave everything to the kind of data and keep no cache.
    public init() {}

    /// Returns the user's cache folder by the XDG rules: `$XDG_CACHE_HOME/shopguide`, or `$HOME/.cache/shopguide`; `nil` where
    /// neither variable is set.
    public static func cacheDirectory(environment: [String: String]) -> String? {
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/shopguide" }
        return environment["HOME"].map { "\($0)/.cache/shopguide" }
    }

    /// The image size, checked; at most so large that a mistake doesn't fill the memory.
    func checkedSize(default usual: Int) throws -> Int {
        let size = size ?? usual
        guard (1...1024).contains(size) else {
            throw DataError(.badRequest, "image size \(size): it must be from 1 to 1024")
        }
        return size
    }

    func checkedChannels(default usual: Int) throws -> Int {
        let channels = channels ?? usual
        guard channels == 1 || channels == 3 else {
            throw DataError(.badRequest, "\(channels) channels: images have 1 (grey) or 3 (RGB)")
        }
        return channels
    }
}
