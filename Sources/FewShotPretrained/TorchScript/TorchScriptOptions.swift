public import Foundation

/// The pictures that a TorchScript network takes, and the reading of its output: the file itself doesn't say.
///
/// Beside a file, `FILE.json` may hold them: `{"size": 224, "mean": [0.5], "deviation": [0.5], "pooling": "mean"}`.
public struct TorchScriptOptions: Sendable, Hashable, Codable {
    /// The reading of an output that has more than one row for a picture.
    public enum Pooling: String, Sendable, Codable, CaseIterable {
        /// The mean over all places of a map `[n, d, h, w]`, or over all tokens `[n, tokens, d]`.
        case mean
        /// The first token of `[n, tokens, d]`.
        case first
    }

    /// The fitting of a picture into a square.
    public enum Fit: String, Sendable, Codable, CaseIterable {
        /// The shorter edge gets the size, and the middle is cut out.
        case crop
        /// Both edges get the size.
        case stretch
    }

    /// Pixels on a side.
    public var size: Int
    /// The mean of each channel of pixels in 0…1; one for all, or three.
    public var mean: [Double]
    /// The deviation of each channel; one for all, or three.
    public var deviation: [Double]
    /// The reading of an output with more than one row for a picture; maps are averaged and tokens refused where it's `nil`.
    public var pooling: Pooling?
    /// The fitting into the square.
    public var fit: Fit
    /// The interpolation.
    public var resampling: PictureResampling

    /// Creates options; by default those of networks that were trained on ImageNet.
    public init(
        size: Int = 224, mean: [Double] = [0.485, 0.456, 0.406], deviation: [Double] = [0.229, 0.224, 0.225],
        pooling: Pooling? = nil, fit: Fit = .crop, resampling: PictureResampling = .bilinear
    ) {
        self.size = size
        self.mean = mean
        self.deviation = deviation
        self.pooling = pooling
        self.fit = fit
        self.resampling = resampling
    }
}

extension TorchScriptOptions {
    /// Reads `FILE.json` beside a TorchScript file; the default where there is none.
    ///
    /// - Throws: ``PretrainedError`` for a file that isn't a JSON object of such options.
    public init(besides script: URL) throws(PretrainedError) {
        self.init()
        let url = URL(filePath: script.path(percentEncoded: false) + ".json")
        guard BoundedFile.exists(url) else { return }
        let settings = try Settings(contentsOf: url)
        try settings.refuseOthers(than: ["size", "mean", "deviation", "pooling", "fit", "resampling"])
        size = try settings.integer("size", in: Self.sizes, default: size)
        mean = try settings.numbers("mean", default: mean)
        deviation = try settings.numbers("deviation", default: deviation)
        pooling = try settings.choice("pooling", default: nil)
        fit = try settings.choice("fit", default: nil) ?? fit
        resampling = try settings.choice("resampling", default: nil) ?? resampling
        _ = try preprocessing(file: url.path(percentEncoded: false))
    }

    static let sizes = 16...2048

    /// The steps from a picture to the network's input.
    ///
    /// - Throws: ``PretrainedError`` for a size, mean or deviation that makes no sense.
    func preprocessing(file: String?) throws(PretrainedError) -> PicturePreprocessing {
        guard Self.sizes.contains(size) else {
            throw PretrainedError(
                .outOfBounds, file: file,
                "size must be between \(Self.sizes.lowerBound) and \(Self.sizes.upperBound) pixels (got \(size))")
        }
        return try PicturePreprocessing(
            resizing: fit == .crop ? .shortestEdge(size) : .exact(height: size, width: size), resampling: resampling,
            crop: fit == .crop ? PictureSize(height: size, width: size) : nil, mean: mean, deviation: deviation,
            file: file)
    }
}
