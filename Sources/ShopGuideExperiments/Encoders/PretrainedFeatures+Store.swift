import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Features of a store's products: they are taken from the store, which keeps those that are made.
extension PretrainedFeatures {
    /// Products that are embedded at a time.
    private static let productsTogether = 64
    /// Products that a category needs to be learned from.
    private static let leastProducts = 6

    /// Returns the layout of rows of a store's products for encoders by name; one of pictures and texts sees both.
    ///
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, ``ExperimentError`` for encoders that can't be joined.
    func productRow(
        _ names: [String], hasPixels: Bool, head: Int, lastBlocks: Int?, for data: LoadedData
    ) throws -> PretrainedRow {
        guard !hasPixels else {
            throw ExperimentError(
                "--encoder conv4 beside pretrained encoders is for images:…; products of \(data.name) are seen by the named ones alone"
            )
        }
        let known = PretrainedEncoders(encoders)
        let frozen = try names.flatMap { name in
            let dimensions = try encoders.record(named: name).dimensions
            return try known.sources(of: name).map { source in
                if lastBlocks != nil, source.input != .title {
                    throw ExperimentError(
                        "--train-last-blocks is for titles of a store and for images:…, and \(name) sees the store's pictures"
                    )
                }
                let blocks = try lastBlocks.map { try encoders.encoder(named: name).tail(blocks: $0, of: .text).sizes }
                return PretrainedRow.Frozen(
                    name: name, digest: source.digest, dimensions: dimensions, input: source.input.rawValue,
                    blocks: blocks)
            }
        }
        let row = PretrainedRow(encoders: frozen, picture: nil, head: head)
        if let objection = row.objection { throw ExperimentError(objection) }
        return row
    }

    /// Returns data of a store's products as rows of pretrained encoders' features; products that no encoder sees are left out.
    ///
    /// - Throws: ``PretrainedError`` for an encoder that is unknown, gone or changed, ``ExperimentError`` for one that isn't the one
    ///   that the layout was made for, for other data, or if the user stopped the work.
    func productRows(of data: LoadedData, as row: PretrainedRow) throws -> LoadedData {
        guard let ids = data.products, case .catalog(let path) = try DataName(parsing: data.name), path != "builtin"
        else {
            throw ExperimentError(
                "the features are those of a store's products, and \(data.name) has none: --data catalog:STORE (the built-in ones: shopguide "
                    + "catalog import builtin)")
        }
        let store = try Stores.open(at: URL(filePath: path), ifAbsent: .refuse)
        for frozen in row.encoders { try check(frozen) }
        guard row.encoders.allSatisfy({ $0.blocks == nil }) else {
            return try trainedRows(of: data, ids, in: store, row)
        }
        let sources = row.encoders.map { frozen in
            VectorSource(
                frozen.name, digest: frozen.digest, input: frozen.input.flatMap(VectorSource.Input.init) ?? .picture,
                isOnly: true)
        }
        let device = data.splits.values.first?.features.device ?? .cpu
        let monitor = monitor
        let shown = PretrainedEncoders(encoders, on: device) { monitor.note($0) }
        let pass = EncodingPass(store, sources, shown, PictureReader(web: WebPictures(beside: store)))
        guard pass.sources.count == sources.count else {
            throw ExperimentError("not all encoders can be loaded: \(sources.map(\.encoder).joined(separator: ", "))")
        }
        var numbers: [Float] = []
        var bar = ProgressBar("embedding products", total: ids.count, on: monitor)
        for start in stride(from: 0, to: ids.count, by: Self.productsTogether) {
            let products = try ids[start..<min(start + Self.productsTogether, ids.count)].map {
                try store.product($0) ?? Product(id: $0)
            }
            _ = try pass.encode(products, marking: [])
            for product in products { numbers += try pass.features(of: product, row.encoders.map(\.dimensions)) }
            bar.show(start + products.count)
            try monitor.checkStop("stopped while embedding products; the next start goes on from here")
        }
        bar.clear()
        return try seen(data, Tensor(numbers, shape: [numbers.count / row.width, row.width], on: device), row)
    }

    /// Returns data of titles for encoders whose last blocks are trained further, which the store keeps nothing of.
    private func trainedRows(
        of data: LoadedData, _ ids: [String], in store: any Store, _ row: PretrainedRow
    ) throws -> LoadedData {
        let bytes = ids.count * row.width * MemoryLayout<Float>.size
        guard bytes <= DataOptions().memoryLimit else {
            throw ExperimentError(
                "\(data.name): what the last blocks take of \(ids.count) titles is \(bytes >> 20) MB in memory, too much"
            )
        }
        let device = data.splits.values.first?.features.device ?? .cpu
        let titles = try ids.map { try store.product($0)?.title.all.joined(separator: " ") ?? "" }
        let content = SHA256.hexadecimal(of: Data(titles.joined(separator: "\n").utf8))
        let parts = try row.encoders.map { frozen -> Tensor in
            let key = "titles \(frozen.digest) \(content), \(TensorRuntime.threads) threads" + Self.suffix(of: frozen)
            if let known = kept(key), known.shape == [ids.count, frozen.numbers] { return known }
            let encoder = try encoders.encoder(named: frozen.name, on: device)
            let features = try embedded(ids.count, by: encoder, "titles") { batch in
                let mask = Tensor(batch.map { titles[$0].isEmpty ? Float(0) : 1 }, shape: [batch.count, 1], on: device)
                return try encoder.front(texts: Array(titles[batch]), leaving: frozen.blocks?.blocks ?? 1) * mask
            }
            keep(features, for: key)
            return features
        }
        return try seen(data, Tensor.concatenated(parts, 1).checked().to(device), row)
    }

    private func seen(_ data: LoadedData, _ features: Tensor, _ row: PretrainedRow) throws -> LoadedData {
        let isSeen = try (features.absolute() .> 0).any(1).to(.float32).values(as: Float.self).map { $0 > 0 }
        var result = data
        var small: [String] = []
        result.splits = data.splits.compactMapValues { dataset in
            var classes: [Dataset.Class] = []
            for category in dataset.classes {
                let examples = category.examples.filter { isSeen[$0] }
                guard examples.count >= min(Self.leastProducts, category.examples.count) else {
                    small.append(category.name)
                    continue
                }
                classes.append(Dataset.Class(name: category.name, examples: examples, group: category.group))
            }
            return classes.isEmpty ? nil : Dataset(features: features, classes: classes)
        }
        if !small.isEmpty {
            let names = NameList(small)
            let left = names.count("category has", "categories have")
            result.notes.append(
                "\(left) fewer than \(Self.leastProducts) products that the encoders see, left out: \(names)")
            monitor.note(result.notes.last ?? "")
        }
        result.imageShape = [row.width]
        result.options = EncoderOptions()
        result.options.pretrained = row
        result.encoder = EncoderKind.pretrained.name
        return result
    }
}
