import ArgumentParser
import FewShotData
import FewShotPretrained
import Foundation
import ShopGuideExperiments

/// The option that says where pretrained encoders are named, shared by all commands that use some.
struct EncoderFolderArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where pretrained encoders are named (default: $SHOPGUIDE_ENCODERS, else shopguide/encoders in the user's data folder).",
            valueName: "folder"))
    var encoders: String?

    /// The folder; `nil` where none is named and the user has no data folder.
    var known: EncoderFolder? {
        if let encoders { return EncoderFolder(URL(filePath: encoders)) }
        return EncoderFolder.standard(environment: ProcessInfo.processInfo.environment).map { EncoderFolder($0) }
    }

    /// Returns the folder.
    ///
    /// - Throws: ``CommandError`` where none is named and the user has no data folder.
    func folder() throws -> EncoderFolder {
        guard let known else { throw CommandError("name the folder of encoders: --encoders FOLDER, or set HOME") }
        return known
    }

    /// Returns the source of features by encoders of the folder, kept in the user's cache.
    func features(isCached: Bool) throws -> PretrainedFeatures {
        let cache = isCached ? DataOptions.cacheDirectory(environment: ProcessInfo.processInfo.environment) : nil
        return PretrainedFeatures(
            try folder(), cache: cache.map { FeatureCache(folder: URL(filePath: $0).appending(path: "features")) },
            monitor: Terminal.interruptible())
    }
}
