import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import ShopGuide

/// Features of data by frozen, pretrained encoders: each picture is embedded once, and kept for the next start.
package struct PretrainedFeatures {
    let encoders: EncoderFolder
    private let cache: FeatureCache?
    let monitor: any WorkMonitor

    /// Pictures that are embedded at a time.
    private static let batch = 32
    /// Raise it when the same pictures get other features than before.
    private static let version = 1

    /// Creates a source of features.
    ///
    /// - Parameters:
    ///   - encoders: The folder of encoders.
    ///   - cache: The place where features are kept between starts; `nil` keeps none.
    ///   - monitor: Hears how far the work is, and may stop it.
    package init(_ encoders: EncoderFolder, cache: FeatureCache?, monitor: any WorkMonitor) {
        self.encoders = encoders
        self.cache = cache
        self.monitor = monitor
    }

    /// Returns the layout of rows for encoders by name.
    ///
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, ``ExperimentError`` for one that takes no
    ///   pictures, or data without pictures.
    package func row(
        _ names: [String], hasPixels: Bool, head: Int, for data: LoadedData
    ) throws -> PretrainedRow {
        if data.products != nil { return try productRow(names, hasPixels: hasPixels, head: head, for: data) }
        guard data.imageShape.count == 3 else {
            throw ExperimentError(
                "--encoder \(names[0]) takes pictures or a store's products: builtin, omniglot:…, images:… or catalog:STORE, not "
                    + data.name)
        }
        let frozen = try names.map { name in
            let record = try encoders.checkedRecord(named: name)
            guard record.kind != .text else {
                throw ExperimentError("--encoder \(name) takes texts, and \(data.name) has pictures")
            }
            return PretrainedRow.Frozen(name: name, digest: record.digest, dimensions: record.dimensions)
        }
        let row = PretrainedRow(encoders: frozen, picture: data.imageShape, hasPixels: hasPixels, head: head)
        if let objection = row.objection { throw ExperimentError(objection) }
        return row
    }

    /// Returns data whose examples are rows of pretrained encoders' features in place of pictures.
    ///
    /// - Parameters:
    ///   - data: The data, of pictures of the layout's shape.
    ///   - row: The layout.
    /// - Returns: The data, made for the encoder `pretrained`.
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, ``ExperimentError`` for one that isn't the one
    ///   that the layout was made for, for other pictures, or if the user stopped the work.
    package func rows(of data: LoadedData, as row: PretrainedRow) throws -> LoadedData {
        guard let picture = row.picture else { return try productRows(of: data, as: row) }
        guard data.imageShape == picture else {
            throw ExperimentError(
                "the features were taken from pictures of shape \(picture), and \(data.name) has \(data.imageShape): leave out "
                    + "--size and --channels, or choose data like those of the training")
        }
        guard let pictures = data.splits.values.first?.features, pictures.elementType == .uint8 else {
            throw ExperimentError("\(data.name) has no pictures to embed")
        }
        let count = pictures.size(0)
        let bytes = count * row.width * MemoryLayout<Float>.size
        guard bytes <= DataOptions().memoryLimit else {
            throw ExperimentError(
                "\(data.name): rows of \(bytes >> 20) MB in memory are too many; choose a smaller --size")
        }
        let content = SHA256.hexadecimal(of: Data(try pictures.bytes()))
        var parts: [Tensor] = []
        if row.hasPixels { parts.append(pictures.to(.float32).flattened(from: 1) * (1 / 255)) }
        for frozen in row.encoders { parts.append(try features(of: pictures, content, by: frozen).to(pictures.device)) }
        let features = try Tensor.concatenated(parts, 1).checked()
        func replaced(_ dataset: Dataset) -> Dataset {
            Dataset(features: features, classes: dataset.classes, picture: row.hasPixels ? row.picture : nil)
        }
        var result = data
        result.splits = data.splits.mapValues(replaced)
        result.iconic = data.iconic.mapValues(replaced)
        result.imageShape = [row.width]
        result.encoder = EncoderKind.pretrained.name
        result.options.pretrained = row
        return result
    }

    private func features(of pictures: Tensor, _ content: String, by frozen: PretrainedRow.Frozen) throws -> Tensor {
        try check(frozen)
        // Sums in another order have other bits.
        let place = "\(pictures.device), \(TensorRuntime.threads) threads, batches of \(Self.batch)"
        let key = "\(Self.version) \(frozen.digest) \(content) \(pictures.shape) \(place)"
        if let known = cache?.read(key), known.shape == [pictures.size(0), frozen.dimensions] { return known }
        let encoder = try encoders.encoder(named: frozen.name, on: pictures.device)
        let features = try embedded(pictures, by: encoder)
        do { try cache?.write(features, for: key) } catch {
            monitor.note("the next start will be as slow: features can't be kept: \(error)")
        }
        return features
    }

    /// Throws unless an encoder is the one that a layout was made for.
    func check(_ frozen: PretrainedRow.Frozen) throws {
        let record = try encoders.checkedRecord(named: frozen.name)
        guard record.digest == frozen.digest, record.dimensions == frozen.dimensions else {
            throw ExperimentError(
                "the model was trained with another encoder \"\(frozen.name)\" (digest \(frozen.digest.prefix(12))) than the one of "
                    + "that name now (\(record.digest.prefix(12))): add the old one again under that name, or train anew"
            )
        }
    }

    private func embedded(_ pictures: Tensor, by encoder: NamedEncoder) throws -> Tensor {
        let count = pictures.size(0)
        var bar = ProgressBar("embedding by \(encoder.name)", total: count, on: monitor)
        bar.note("embedding \(count) pictures by \(encoder.name), once")
        var parts: [Tensor] = []
        for start in stride(from: 0, to: count, by: Self.batch) {
            let end = min(start + Self.batch, count)
            let embeddings = try encoder.embed(pictures: PicturePixels.pictures(of: pictures[start..<end]))
            parts.append(embeddings.to(.cpu).detached())
            bar.show(end)
            try monitor.checkStop("stopped while embedding pictures, which begins anew at the next start")
        }
        bar.clear()
        return try Tensor.concatenated(parts).checked()
    }
}

extension PicturePixels {
    /// Returns pictures of a tensor `[n, channels, height, width]`, uint8, grey ones with three equal channels.
    static func pictures(of images: Tensor) throws -> [PicturePixels] {
        let (count, channels, height, width) = (images.size(0), images.size(1), images.size(2), images.size(3))
        let rows = images.to(.cpu).permuted([0, 2, 3, 1]).contiguous()
        let coloured = channels == 1 ? rows.expanded(to: [count, height, width, 3]).contiguous() : rows
        let pixels = try coloured.values(as: UInt8.self)
        let size = height * width * 3
        return (0..<count).map {
            PicturePixels(Array(pixels[$0 * size..<($0 + 1) * size]), height: height, width: width)
        }
    }
}
