import FewShotNetworks
import FewShotTensors

extension PictureTransformer {
    /// The patches of a network's pictures.
    private struct Grid {
        let picture: PictureSize
        let patch: Int
        var rows: Int { picture.height / patch }
        var columns: Int { picture.width / patch }

        init(_ settings: Settings, patch: Int) throws(PretrainedError) {
            _ = try settings.integer("num_channels", in: Bounds.channels, default: 3)
            let edge = try settings.integer("image_size", in: Bounds.pixels, default: 224)
            self.patch = try settings.integer("patch_size", in: 1...edge, default: min(patch, edge))
            picture = PictureSize(height: edge, width: edge)
            guard rows * columns <= Bounds.positions.upperBound / 16 else {
                throw settings.wrong(
                    "patch_size", "makes \(rows * columns) patches; \(Bounds.positions.upperBound / 16) are the most",
                    nil,
                    .outOfBounds)
            }
        }
    }

    /// Builds CLIP's picture tower: a class token, a normalisation before the blocks, and a projection into the space of texts.
    init(
        clip settings: Settings, _ weights: WeightTable, dimensions: Int, isAlone: Bool
    ) throws(PretrainedError) {
        let sizes = try TransformerSizes(settings, .init(activation: "quick_gelu", epsilon: 1e-5))
        let (width, grid) = (sizes.width, try Grid(settings, patch: 32))
        let anchor = "embeddings.patch_embedding.weight"
        let table = try weights.scoped(before: anchor, within: "vision_model.")
        let count = grid.rows * grid.columns
        let positions = try table.tensor("embeddings.position_embedding.weight", [count + 1, width])
        let token = try table.tensor("embeddings.class_embedding", [width])
        let outer = try weights.scoped(before: "vision_model." + anchor, isOptional: isAlone)
        self.init(
            patches: try table.patches("embeddings.patch_embedding", grid.patch, width, hasBias: false),
            prefix: token.unsqueezed(0) + positions[0..<1], positions: positions[1..<count + 1],
            embeddingNorm: try table.norm("pre_layrnorm", width, epsilon: sizes.epsilon),  // as the original spells it
            blocks: try table.blocks(sizes, .clip, norms: .before),
            finalNorm: try table.norm("post_layernorm", width, epsilon: sizes.epsilon),
            projection: !isAlone || outer?.has("visual_projection.weight") == true
                ? try (outer ?? weights).linear("visual_projection", width, dimensions, hasBias: false) : nil,
            pictureSize: grid.picture, patchSize: grid.patch)
    }

    /// Builds SigLIP's picture tower: no class token, pooled by attention.
    init(siglip settings: Settings, _ weights: WeightTable) throws(PretrainedError) {
        let sizes = try TransformerSizes(settings, .init(activation: "gelu_pytorch_tanh", epsilon: 1e-6))
        guard try settings.flag("vision_use_head", default: true) else {
            throw settings.wrong(
                "vision_use_head", "must be true: without its head the tower has no embedding", nil, .unsupported)
        }
        let (width, grid) = (sizes.width, try Grid(settings, patch: 16))
        let table = try weights.scoped(before: "embeddings.patch_embedding.weight", within: "vision_model.")
        self.init(
            patches: try table.patches("embeddings.patch_embedding", grid.patch, width),
            positions: try table.tensor("embeddings.position_embedding.weight", [grid.rows * grid.columns, width]),
            blocks: try table.blocks(sizes, .clip, norms: .before),
            finalNorm: try table.norm("post_layernorm", width, epsilon: sizes.epsilon),
            pooling: try table.scoped("head.").attentionPooling(sizes), pictureSize: grid.picture, patchSize: grid.patch
        )
    }

    /// Builds DINOv2 or ViT: a class token, perhaps registers; DINOv2's positions are interpolated to another size of pictures.
    ///
    /// - Parameters:
    ///   - settings: The configuration.
    ///   - weights: The tensors.
    ///   - family: DINOv2, with registers or without, or ViT.
    ///   - size: The pictures that preprocessing makes.
    /// - Throws: ``PretrainedError`` for a configuration or tensors that aren't the family's.
    init(
        classToken settings: Settings, _ weights: WeightTable, _ family: PretrainedFamily, size: PictureSize
    ) throws(PretrainedError) {
        let isViT = family == .vit
        let sizes = try TransformerSizes(settings, .init(epsilon: isViT ? 1e-12 : 1e-6))
        if try settings.flag("use_swiglu_ffn", default: false) {
            throw settings.wrong(
                "use_swiglu_ffn", "must be false: gated affine maps are not supported", nil, .unsupported)
        }
        let (width, grid) = (sizes.width, try Grid(settings, patch: isViT ? 16 : 14))
        let table = try weights.scoped(before: "embeddings.patch_embeddings.projection.weight")
        let count = grid.rows * grid.columns
        let positions = try table.tensor("embeddings.position_embeddings", [1, count + 1, width])[0]
        var prefix = try table.tensor("embeddings.cls_token", [1, 1, width])[0] + positions[0..<1]
        var names = isViT ? BlockNames.vit : .dinov2
        if family == .dinov2Registers {
            let registers = try settings.integer("num_register_tokens", in: 0...1024, default: 4)
            prefix = .concatenated([prefix, try table.tensor("embeddings.register_tokens", [1, registers, width])[0]])
        }
        var places = positions[1..<count + 1]
        if !isViT, size != grid.picture {
            guard size.height >= grid.patch, size.width >= grid.patch else {
                throw settings.wrong(
                    "patch_size", "is larger than the pictures of preprocessor_config.json", nil, .outOfBounds)
            }
            let map = places.reshaped([1, grid.rows, grid.columns, width]).permuted([0, 3, 1, 2])
            places = map.resizedBicubic(
                height: size.height / grid.patch, width: size.width / grid.patch,
                isAntialiased: family == .dinov2Registers
            ).permuted([0, 2, 3, 1]).reshaped([-1, width])
        }
        if !isViT, !table.has("encoder.layer.0.layer_scale1.lambda1") { names.scales = [] }
        self.init(
            patches: try table.patches("embeddings.patch_embeddings.projection", grid.patch, width), prefix: prefix,
            positions: places,
            blocks: try table.blocks(
                sizes, names, norms: .before, hasBias: settings.flag("qkv_bias", default: true)),
            finalNorm: try table.norm("layernorm", width, epsilon: sizes.epsilon),
            pictureSize: isViT ? grid.picture : size, patchSize: grid.patch)
    }
}

extension WeightTable {
    /// Returns the convolution of patches, `[width, 3, patch, patch]`, as an affine map of their pixels.
    fileprivate func patches(
        _ name: String, _ patch: Int, _ width: Int, hasBias: Bool = true
    ) throws(PretrainedError) -> Linear {
        let weight = try tensor("\(name).weight", [width, 3, patch, patch])
        return Linear(
            weight: weight.reshaped([width, -1]).transposed(),
            bias: hasBias ? try tensor("\(name).bias", [width]) : .zeros([width], on: .cpu))
    }

    /// Returns SigLIP's head, whose queries, keys and values are stored as one map.
    fileprivate func attentionPooling(_ sizes: TransformerSizes) throws(PretrainedError) -> AttentionPooling {
        let width = sizes.width
        let weight = try tensor("attention.in_proj_weight", [3 * width, width])
        let bias = try tensor("attention.in_proj_bias", [3 * width])
        func part(_ range: Range<Int>) -> Linear {
            Linear(weight: weight[range].transposed(), bias: bias[range])
        }
        return AttentionPooling(
            probe: try tensor("probe", [1, 1, width]), query: part(0..<width), keysAndValues: part(width..<3 * width),
            output: try linear("attention.out_proj", width, width),
            norm: try norm("layernorm", width, epsilon: sizes.epsilon),
            expansion: try linear("mlp.fc1", width, sizes.hidden),
            contraction: try linear("mlp.fc2", sizes.hidden, width), heads: sizes.heads, activation: sizes.activation)
    }
}
