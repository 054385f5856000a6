/// A family of pretrained networks, by the `model_type` of `config.json`.
public enum PretrainedFamily: String, Sendable, Codable, CaseIterable {
    /// BERT (Devlin et al., 2019), and so MiniLM, E5, BGE and GTE where they say `bert`.
    case bert
    /// RoBERTa (Liu et al., 2019).
    case roberta
    /// XLM-RoBERTa (Conneau et al., 2020), and so the multilingual E5.
    case xlmRoberta = "xlm-roberta"
    /// CLIP (Radford et al., 2021): texts and pictures in one space.
    case clip
    /// CLIP's text tower alone.
    case clipText = "clip_text_model"
    /// CLIP's picture tower alone.
    case clipVision = "clip_vision_model"
    /// SigLIP (Zhai et al., 2023): texts and pictures in one space.
    case siglip
    /// SigLIP's text tower alone.
    case siglipText = "siglip_text_model"
    /// SigLIP's picture tower alone.
    case siglipVision = "siglip_vision_model"
    /// DINOv2 (Oquab et al., 2024).
    case dinov2
    /// DINOv2 with registers (Darcet et al., 2024).
    case dinov2Registers = "dinov2_with_registers"
    /// The Vision Transformer (Dosovitskiy et al., 2021).
    case vit
    /// Any network of pictures in a TorchScript file.
    case torchScript = "torchscript"
}

extension PretrainedFamily {
    /// The families that folders hold.
    static let folders = allCases.filter { $0 != .torchScript }

    /// Reads the family of `config.json`.
    init(_ settings: Settings) throws(PretrainedError) {
        let known = "known are \(Self.folders.map(\.rawValue).joined(separator: ", "))"
        guard let name = try settings.text("model_type") else {
            throw PretrainedError(.unknownFamily, file: settings.file, "model_type is missing; \(known)")
        }
        guard let family = Self(rawValue: name), family != .torchScript else {
            throw PretrainedError(
                .unknownFamily, file: settings.file,
                "the family \"\(name.prefix(60))\" is unknown; \(known); export pictures' networks of other families as TorchScript"
            )
        }
        self = family
    }
}
