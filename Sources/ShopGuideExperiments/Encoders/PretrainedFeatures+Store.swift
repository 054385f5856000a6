import FewShotData
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
    func productRow(_ names: [String], hasPixels: Bool, head: Int, for data: LoadedData) throws -> PretrainedRow {
        guard !hasPixels else {
            throw ExperimentError(
                "--encoder conv4 beside pretrained encoders is for images:…; products of \(data.name) are seen by the named ones alone"
            )
        }
        let known = PretrainedEncoders(encoders)
        let frozen = try names.flatMap { name in
            let dimensions = try encoders.record(named: name).dimensions
            return try known.sources(of: name).map {
                PretrainedRow.Frozen(
                    name: name, digest: $0.digest, dimensions: dimensions, input: $0.input.rawValue)
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
        return seen(data, numbers, row, on: device)
    }

    private func seen(_ data: LoadedData, _ numbers: [Float], _ row: PretrainedRow, on device: Device) -> LoadedData {
        let count = numbers.count / row.width
        let isSeen = (0..<count).map { place in
            numbers[place * row.width..<(place + 1) * row.width].contains { $0 != 0 }
        }
        let features = Tensor(numbers, shape: [count, row.width], on: device)
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
