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
    /// - Parameters:
    ///   - names: The encoders' names.
    ///   - hasPixels: Whether blocks of ours see the pixels beside them.
    ///   - head: The numbers that each encoder's features are mapped to, at most.
    ///   - lastBlocks: The last blocks of each encoder that are trained further; none where `nil`.
    ///   - data: The data.
    /// - Returns: The layout.
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, or has no such blocks, ``ExperimentError`` for one that
    ///   takes no pictures, or data without pictures.
    package func row(
        _ names: [String], hasPixels: Bool, head: Int, lastBlocks: Int? = nil, for data: LoadedData
    ) throws -> PretrainedRow {
        if data.products != nil {
            return try productRow(names, hasPixels: hasPixels, head: head, lastBlocks: lastBlocks, for: data)
        }
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
            let blocks = try lastBlocks.map {
                try encoders.encoder(named: name).tail(blocks: $0, of: .picture).sizes
            }
            return PretrainedRow.Frozen(
                name: name, digest: record.digest, dimensions: record.dimensions, blocks: blocks)
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
        let key = "\(Self.version) \(frozen.digest) \(content) \(pictures.shape) \(place)" + Self.suffix(of: frozen)
        if let known = cache?.read(key), known.shape == [pictures.size(0), frozen.numbers] { return known }
        let encoder = try encoders.encoder(named: frozen.name, on: pictures.device)
        let features = try embedded(pictures.size(0), by: encoder, "pictures") { batch in
            let some = try PicturePixels.pictures(of: pictures[batch])
            return try frozen.blocks.map { try encoder.front(pictures: some, leaving: $0.blocks) }
                ?? encoder.embed(pictures: some)
        }
        keep(features, for: key)
        return features
    }

    /// Keeps features for the next start.
    func keep(_ features: Tensor, for key: String) {
        do { try cache?.write(features, for: key) } catch {
            monitor.note("the next start will be as slow: features can't be kept: \(error)")
        }
    }

    /// Returns features that an earlier start kept.
    func kept(_ key: String) -> Tensor? { cache?.read(key) }

    /// Returns the end of a key, which tells features for the last blocks from embeddings.
    static func suffix(of frozen: PretrainedRow.Frozen) -> String {
        frozen.blocks.map { ", for the last \($0.blocks) blocks, \($0.length) rows" } ?? ""
    }

    /// Returns a learner whose last blocks, where a layout has some, are the encoders' own.
    ///
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed.
    package func withLastBlocks(_ learner: any Learner, as row: PretrainedRow) throws -> any Learner {
        guard row.encoders.contains(where: { $0.blocks != nil }) else { return learner }
        return learner.replacingLastBlocks(
            try row.encoders.map { frozen in
                guard let blocks = frozen.blocks?.blocks else { return nil }
                let kind: PretrainedEncoder.Kind = frozen.input == VectorSource.Input.title.rawValue ? .text : .picture
                return try encoders.encoder(named: frozen.name, on: learner.device).tail(blocks: blocks, of: kind)
            })
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

    /// Embeds contents by their numbers, some at a time.
    func embedded(
        _ count: Int, by encoder: NamedEncoder, _ things: String, _ embed: (Range<Int>) throws -> Tensor
    ) throws -> Tensor {
        var bar = ProgressBar("embedding by \(encoder.name)", total: count, on: monitor)
        bar.note("embedding \(count) \(things) by \(encoder.name), once")
        var parts: [Tensor] = []
        for start in stride(from: 0, to: count, by: Self.batch) {
            let end = min(start + Self.batch, count)
            parts.append(try embed(start..<end).to(.cpu).detached())
            bar.show(end)
            try monitor.checkStop("stopped while embedding \(things), which begins anew at the next start")
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
