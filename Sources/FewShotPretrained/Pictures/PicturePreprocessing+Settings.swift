public import Foundation

extension PicturePreprocessing {
    /// Reads `preprocessor_config.json` of a Hugging Face folder, or the image processor of its `processor_config.json`.
    ///
    /// - Throws: ``PretrainedError`` where there is neither, or it asks for what isn't known here.
    public init(folder: URL) throws(PretrainedError) {
        let plain = folder.appending(path: "preprocessor_config.json")
        let joint = folder.appending(path: "processor_config.json")
        if !BoundedFile.exists(plain), BoundedFile.exists(joint),
            let settings = try Settings(contentsOf: joint).object("image_processor")
        {
            try self.init(settings)
        } else {
            try self.init(Settings(contentsOf: plain))
        }
    }

    init(_ settings: Settings) throws(PretrainedError) {
        let number = try settings.integer("resample", in: 0...5, default: 3)
        guard let resampling = PictureResampling(number: number) else {
            throw settings.wrong("resample", "must be 1 to 5: \(number), nearest, is not supported", nil, .unsupported)
        }
        let isCut = try settings.flag("do_center_crop", default: settings["crop_size"] != nil)
        var resizing = Resizing.none
        if try settings.flag("do_resize", default: true) {
            resizing = try Self.resizing(settings, isCut: isCut)
        }
        let isScaled = try settings.flag("do_rescale", default: true)
        let scale = try settings.number("rescale_factor", in: 1e-9...1e9, default: 1 / 255)
        let isNormalized = try settings.flag("do_normalize", default: true)
        try self.init(
            resizing: resizing, resampling: resampling, crop: isCut ? Self.size("crop_size", in: settings) : nil,
            scale: isScaled ? scale : 1,
            mean: isNormalized ? settings.numbers("image_mean", default: nil) : [0],
            deviation: isNormalized ? settings.numbers("image_std", default: nil) : [1], file: settings.file)
        guard outputSize != nil else {
            throw settings.wrong(
                "do_center_crop",
                "must be true where size is not a height and a width, so that all pictures get one size",
                nil, .unsupported)
        }
    }

    private static func resizing(_ settings: Settings, isCut: Bool) throws(PretrainedError) -> Resizing {
        if let size = (try? settings.object("size")) ?? nil {
            if size["shortest_edge"] != nil, size["longest_edge"] == nil {
                return .shortestEdge(try size.integer("shortest_edge", in: Bounds.pixels))
            }
            guard size["height"] != nil, size["width"] != nil else {
                throw settings.wrong(
                    "size", "must have a shortest_edge alone, or a height and a width", nil, .unsupported)
            }
            let exact = try Self.size("size", in: settings)
            return .exact(height: exact.height, width: exact.width)
        }
        // Old files have one number: the shorter edge for families that cut, both for others.
        let edge = try settings.integer("size", in: Bounds.pixels)
        return isCut ? .shortestEdge(edge) : .exact(height: edge, width: edge)
    }

    /// A height and a width, or one number for both.
    private static func size(_ name: String, in settings: Settings) throws(PretrainedError) -> PictureSize {
        guard let size = (try? settings.object(name)) ?? nil else {
            let edge = try settings.integer(name, in: Bounds.pixels)
            return PictureSize(height: edge, width: edge)
        }
        return PictureSize(
            height: try size.integer("height", in: Bounds.pixels), width: try size.integer("width", in: Bounds.pixels))
    }
}
