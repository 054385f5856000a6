import FewShotNetworks
import Foundation

/// The networks of a folder.
struct PretrainedParts {
    var text: TextTransformer?
    var picture: PictureTransformer?
    var preprocessing: PicturePreprocessing?

    /// Builds the networks that a family has.
    init(_ family: PretrainedFamily, _ settings: Settings, folder: URL) throws(PretrainedError) {
        let names = try WeightFiles.names(in: folder)
        let place = names.count == 1 ? folder.appending(path: names[0]) : folder
        let weights = WeightTable(try WeightFiles.read(in: folder), file: place.path(percentEncoded: false))
        switch family {
        case .bert, .roberta, .xlmRoberta:
            let steps = try SentencePooling(folder: folder, default: .mean)
            text = try TextTransformer(bert: settings, weights, isRoBERTa: family != .bert, steps)
        case .clip, .clipText, .clipVision:
            let dimensions = try settings.integer("projection_dim", in: Bounds.width, default: 512)
            if family != .clipVision {
                let part = family == .clip ? try settings.part("text_config") : settings
                text = try TextTransformer(
                    clip: part, weights, dimensions: dimensions, isAlone: family == .clipText)
            }
            if family != .clipText {
                let part = family == .clip ? try settings.part("vision_config") : settings
                picture = try PictureTransformer(
                    clip: part, weights, dimensions: dimensions, isAlone: family == .clipVision)
            }
        case .siglip, .siglipText, .siglipVision:
            if family != .siglipVision {
                let part = family == .siglip ? try settings.part("text_config") : settings
                text = try TextTransformer(siglip: part, weights)
            }
            if family != .siglipText {
                let part = family == .siglip ? try settings.part("vision_config") : settings
                picture = try PictureTransformer(siglip: part, weights)
            }
        case .dinov2, .dinov2Registers, .vit:
            let preprocessing = try PicturePreprocessing(folder: folder)
            guard let size = preprocessing.outputSize else { break }  // reading has refused it
            picture = try PictureTransformer(classToken: settings, weights, family, size: size)
        case .torchScript: break  // no folder
        }
        if let picture {
            let steps = try PicturePreprocessing(folder: folder)
            guard steps.outputSize == picture.pictureSize else {
                let (size, made) = (picture.pictureSize, steps.outputSize ?? picture.pictureSize)
                throw PretrainedError(
                    .malformed, file: folder.path(percentEncoded: false),
                    "preprocessor_config.json makes pictures of \(made.height) × \(made.width), and config.json asks for "
                        + "\(size.height) × \(size.width)")
            }
            preprocessing = steps
        }
    }
}

extension Settings {
    /// An object within, which may not be missing.
    fileprivate func part(_ name: String) throws(PretrainedError) -> Settings {
        guard let part = try object(name) else { throw wrong(name, "is missing") }
        return part
    }
}
