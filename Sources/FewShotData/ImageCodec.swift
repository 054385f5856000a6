import CFewShotImages

/// Decodes PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF, and encodes PNG.
public enum ImageCodec {
    /// The limits of an image.
    public struct Limits: Sendable, Hashable {
        /// Pixels, held against the size in the image's header before anything is allocated.
        public var pixels: Int

        /// Creates limits; the default is 64 megapixels.
        public init(pixels: Int = 64 << 20) { self.pixels = pixels }
    }

    /// Decodes an image; its kind is told by its first bytes, not by its name.
    ///
    /// PNG of any depth, with palettes and interlacing; JPEG of any colour space, progressive or not; the first frame of
    /// animations and the first page of TIFF. The image is turned upright as its EXIF orientation says, or AVIF's own; a broken
    /// EXIF block is ignored. Transparent pixels are laid on white, or on mid-grey where nothing would be left to see on white:
    /// see ``DecodedImage/ground-swift.property``. Colour profiles and gamma are ignored.
    ///
    /// - Throws: ``DataError`` that starts with `name` where the bytes are truncated, corrupt, too large or no image.
    public static func decode(_ bytes: some Collection<UInt8>, named name: String, limits: Limits = Limits()) throws
        -> DecodedImage
    {
        if let image = try bytes.withContiguousStorageIfAvailable({ try decode($0, named: name, limits: limits) }) {
            return image
        }
        return try Array(bytes).withUnsafeBufferPointer { try decode($0, named: name, limits: limits) }
    }

    /// Encodes an image as PNG: 8 bits, grey or RGB.
    public static func png(from image: DecodedImage) throws -> [UInt8] {
        var buffer = fsi_buffer(bytes: nil, count: 0)
        let status = fsi_png_encode(
            image.pixels, Int32(image.width), Int32(image.height), Int32(image.channels), &buffer)
        guard status == FSI_OK else { throw DataError(status, naming: "PNG") }
        defer { fsi_buffer_free(buffer) }
        return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, named name: String, limits: Limits) throws
        -> DecodedImage
    {
        var handle: fsi_image?
        let status = fsi_image_decode(bytes.baseAddress, bytes.count, Int64(limits.pixels), &handle)
        guard status == FSI_OK, let handle else { throw DataError(status, naming: name) }
        defer { fsi_image_free(handle) }
        let (width, height) = (Int(fsi_image_width(handle)), Int(fsi_image_height(handle)))
        let channels = Int(fsi_image_channels(handle))
        let pixels = UnsafeBufferPointer(start: fsi_image_pixels(handle), count: width * height * channels)
        return DecodedImage(
            width: width, height: height, channels: channels, pixels: Array(pixels),
            ground: fsi_image_is_on_grey(handle) ? .grey : .white)
    }
}

extension DataError {
    /// Creates an error from a failed native call on this thread.
    init(_ status: fsi_status, naming name: String) {
        let code: Code =
            switch status {
            case FSI_UNSUPPORTED: .unsupported
            case FSI_TOO_LARGE: .overLimit
            case FSI_OUT_OF_MEMORY: .outOfMemory
            case FSI_UNREADABLE: .unreadable
            default: .damaged
            }
        self.init(code, "\(name): \(String(cString: fsi_error_message()))")
    }
}
