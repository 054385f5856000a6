#!/usr/bin/env python3
"""Writes reference networks, inputs and outputs of `transformers` and PIL, which the tests of FewShotPretrained compare with.

    pip install torch transformers pillow numpy safetensors
    Tests/References/networks.py .references
    Tests/References/networks.py .references --minilm FOLDER --titles pricerunner.tsv.gz
    Tests/References/networks.py .references --script mobilenet_v2.pt

The networks are small and random, one of each family; nothing is downloaded. The tests find the folder by SHOPGUIDE_REFERENCES,
`.references` at the project's root by default.
"""

import argparse
import csv
import gzip
import json
import pathlib
import warnings

import numpy
import torch
import transformers
from PIL import Image
from safetensors.torch import save_file

SIZES = dict(hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96)


def randomized(model, scale=0.15):
    """Random weights, the ones and zeros of normalisations and biases too, so that none can be forgotten."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape) * scale
            parameter.copy_(1 + noise if parameter.dim() == 1 and "weight" in name or "lambda" in name else noise)
    return model.eval()


def ragged(lengths, vocabulary, first, last, padding):
    """Ids between a first and a last one, padded on the right, and their mask."""
    longest = max(lengths)
    ids = torch.full((len(lengths), longest), padding)
    mask = torch.zeros(len(lengths), longest, dtype=torch.long)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(5, vocabulary - 3, (length,))
        ids[row, 0], ids[row, length - 1] = first, last
        mask[row, :length] = 1
    return ids, mask


def write(folder, model, **tensors):
    model.save_pretrained(folder)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / "reference.safetensors")


def pooling(folder, mode, normalized):
    """What sentence-transformers writes beside a network."""
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    keys = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens"]
    (folder / "1_Pooling/config.json").write_text(json.dumps({f"pooling_mode_{key}": key == mode for key in keys}))
    modules = [("", "Transformer"), ("1_Pooling", "Pooling")] + [("2_Normalize", "Normalize")] * normalized
    (folder / "modules.json").write_text(json.dumps(
        [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
         for i, (path, kind) in enumerate(modules)]))


def mean(hidden, mask):
    return (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def bert(root):
    ids, mask = ragged([9, 2, 7, 7, 31, 9, 1 + 2], 200, 1, 2, 0)
    config = transformers.BertConfig(vocab_size=200, max_position_embeddings=64, **SIZES)
    model = randomized(transformers.BertModel(config))
    hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    outputs = {"mean": mean(hidden, mask), "cls": hidden[:, 0]}
    write(root / "bert", model, ids=ids, mask=mask, output=outputs["mean"])
    write(root / "bert-cls", model, ids=ids, mask=mask, output=torch.nn.functional.normalize(outputs["cls"], dim=1))
    pooling(root / "bert-cls", "cls_token", normalized=True)
    model.save_pretrained(root / "bert-sharded", max_shard_size="60KB")
    save_file(dict(ids=ids, mask=mask, output=outputs["mean"].contiguous()), root / "bert-sharded/reference.safetensors")
    headed = transformers.BertForMaskedLM(config)
    headed.bert.load_state_dict(model.state_dict(), strict=False)
    write(root / "bert-prefixed", headed, ids=ids, mask=mask, output=outputs["mean"])
    for name, dtype in (("bert-f16", torch.float16), ("bert-bf16", torch.bfloat16)):
        rounded = transformers.BertModel(config).to(dtype)
        rounded.load_state_dict(model.state_dict())
        exact = transformers.BertModel(config).eval()
        exact.load_state_dict(rounded.state_dict())
        write(root / name, rounded, ids=ids, mask=mask,
              output=mean(exact(input_ids=ids, attention_mask=mask).last_hidden_state, mask))


def roberta(root):
    ids, mask = ragged([9, 4, 7, 23, 7], 200, 0, 2, 1)
    config = dict(vocab_size=200, max_position_embeddings=40, pad_token_id=1, type_vocab_size=1, **SIZES)
    for name, model in (("xlm-roberta", transformers.XLMRobertaModel(transformers.XLMRobertaConfig(**config))),):
        model = randomized(model)
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
        write(root / name, model, ids=ids, mask=mask, output=mean(hidden, mask))


def shared_space(root):
    pictures = torch.randn(3, 3, 32, 32)
    vision = dict(image_size=32, patch_size=8, **SIZES)
    text = dict(vocab_size=200, max_position_embeddings=24, bos_token_id=198, eos_token_id=199, **SIZES)
    ids, mask = ragged([9, 4, 24, 4, 11], 200, 198, 199, 199)
    model = randomized(transformers.CLIPModel(transformers.CLIPConfig(
        text_config=dict(text, pad_token_id=199), vision_config=vision, projection_dim=40)))
    write(root / "clip", model, ids=ids, mask=mask, pictures=pictures,
          output=model.get_text_features(input_ids=ids, attention_mask=mask).pooler_output,
          picture_output=model.get_image_features(pixel_values=pictures).pooler_output)
    towers = transformers.CLIPVisionModelWithProjection(model.config.vision_config)
    towers.config.projection_dim = 40
    towers = randomized(transformers.CLIPVisionModelWithProjection(towers.config))
    write(root / "clip-vision", towers, pictures=pictures, picture_output=towers(pixel_values=pictures).image_embeds)
    # Old folders give 2 as the end token and mean the largest id.
    legacy = randomized(transformers.CLIPTextModelWithProjection(transformers.CLIPTextConfig(
        projection_dim=40, **dict(text, eos_token_id=2, bos_token_id=0, pad_token_id=1))))
    write(root / "clip-text", legacy, ids=ids, mask=mask, output=legacy(input_ids=ids, attention_mask=mask).text_embeds)

    ids, mask = ragged([9, 4, 24, 4], 200, 7, 1, 1)
    ids[:, :] = torch.where(mask.bool(), ids, 1)
    model = randomized(transformers.SiglipModel(transformers.SiglipConfig(
        text_config=dict(text, bos_token_id=2, eos_token_id=1, pad_token_id=1), vision_config=vision)))
    write(root / "siglip", model, ids=ids, mask=mask, pictures=pictures,
          output=model.get_text_features(input_ids=ids).pooler_output,
          picture_output=model.get_image_features(pixel_values=pictures).pooler_output)
    for name in ("clip", "clip-vision"):
        transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32).save_pretrained(root / name)
    transformers.SiglipImageProcessor(size={"height": 32, "width": 32}).save_pretrained(root / "siglip")


def pictures_alone(root):
    sizes = {key: SIZES[key] for key in ("hidden_size", "num_hidden_layers", "num_attention_heads")}
    model = randomized(transformers.Dinov2Model(transformers.Dinov2Config(image_size=32, patch_size=8, mlp_ratio=2, **sizes)))
    for name, edge in (("dinov2", 32), ("dinov2-resized", 56)):
        pictures = torch.randn(3, 3, edge, edge)
        write(root / name, model, pictures=pictures, picture_output=model(pixel_values=pictures).pooler_output)
        transformers.BitImageProcessor(size={"shortest_edge": edge + 8}, crop_size=edge).save_pretrained(root / name)
    registers = randomized(transformers.Dinov2WithRegistersModel(transformers.Dinov2WithRegistersConfig(
        image_size=32, patch_size=8, mlp_ratio=2, num_register_tokens=3, **sizes)))
    pictures = torch.randn(3, 3, 32, 32)
    write(root / "dinov2-registers", registers, pictures=pictures, picture_output=registers(pixel_values=pictures).pooler_output)
    transformers.BitImageProcessor(size={"shortest_edge": 40}, crop_size=32).save_pretrained(root / "dinov2-registers")
    model = randomized(transformers.ViTModel(transformers.ViTConfig(image_size=32, patch_size=8, **SIZES), add_pooling_layer=False))
    write(root / "vit", model, pictures=pictures, picture_output=model(pixel_values=pictures).last_hidden_state[:, 0])
    transformers.ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(root / "vit")


def drawn(height, width, seed):
    """A picture with gradients, edges and noise."""
    generator = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[:height, :width]
    base = numpy.stack([x * 255 / width, y * 255 / height, (x * 7 + y * 3) % 256], axis=-1)
    base[(x // 5 + y // 3) % 4 == 0] = generator.integers(0, 256, 3)
    return numpy.clip(base + generator.normal(0, 20, base.shape), 0, 255).astype(numpy.uint8)


def preprocessing(root):
    processors = {
        "clip": transformers.CLIPImageProcessor(),
        "clip-small": transformers.CLIPImageProcessor(size={"shortest_edge": 40}, crop_size={"height": 56, "width": 33}),
        "siglip": transformers.SiglipImageProcessor(),
        "siglip-bilinear": transformers.SiglipImageProcessor(resample=2),
        "dinov2": transformers.BitImageProcessor(size={"shortest_edge": 256}),
        "vit": transformers.ViTImageProcessor(),
        "lanczos": transformers.ViTImageProcessor(resample=1),
        "box": transformers.ViTImageProcessor(resample=4),
        "hamming": transformers.ViTImageProcessor(resample=5),
    }
    shapes = [(84, 84), (348, 348), (224, 224), (301, 200), (97, 411), (3, 5), (225, 640)]
    pictures = [drawn(height, width, seed) for seed, (height, width) in enumerate(shapes)]
    for name, processor in processors.items():
        folder = root / "preprocessing" / name
        processor.save_pretrained(folder)
        tensors = {}
        for index, picture in enumerate(pictures):
            tensors[f"picture.{index}"] = torch.from_numpy(picture)
            tensors[f"pixels.{index}"] = processor(Image.fromarray(picture), return_tensors="pt")["pixel_values"][0].float().contiguous()
        save_file(tensors, folder / "reference.safetensors")


def minilm(root, folder, titles):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    batch = tokenizer(titles, padding=True, truncation=True, max_length=256, return_tensors="pt")
    output = mean(model(**batch).last_hidden_state, batch["attention_mask"])
    (root / "minilm").mkdir(parents=True, exist_ok=True)
    save_file(dict(ids=batch["input_ids"], mask=batch["attention_mask"],
                   output=torch.nn.functional.normalize(output, dim=1).contiguous()), root / "minilm/reference.safetensors")
    (root / "minilm/folder.txt").write_text(str(pathlib.Path(folder).resolve()))


def titles(path, count=200):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    column = next((i for i, name in enumerate(rows[0]) if "title" in name.lower()), 1)
    step = max(1, len(rows) // count)
    return [row[column] for row in rows[1::step]][:count]


def script(root, file):
    module = torch.jit.load(file).eval()
    picture = drawn(348, 348, 5)
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
    pixels = torch.cat([pixels[:, :, :224, :224], pixels[:, :, 100:324, 60:284]])
    (root / "script").mkdir(parents=True, exist_ok=True)
    save_file(dict(pictures=pixels.contiguous(), output=module(pixels).contiguous()), root / "script/reference.safetensors")
    (root / "script/file.txt").write_text(str(pathlib.Path(file).resolve()))


class Headless(torch.nn.Module):
    """Outputs of each kind that a TorchScript network may have."""

    def __init__(self, kind):
        super().__init__()
        self.convolution = torch.nn.Conv2d(3, 8, 4, 4)
        self.kind = kind

    def forward(self, x):
        y = self.convolution(x)
        if self.kind == "map":
            return y
        if self.kind == "tokens":
            return y.flatten(2).transpose(1, 2)
        if self.kind == "tuple":
            return y.mean((2, 3)), y
        if self.kind == "dict":
            return {"features": y.mean((2, 3))}
        if self.kind == "scalar":
            return y.sum()
        return y.mean((2, 3))


def scripts(root):
    """Small TorchScript files, and a checkpoint that isn't one."""
    (root / "scripts").mkdir(parents=True, exist_ok=True)
    pictures = torch.randn(2, 3, 32, 32)
    tensors = dict(pictures=pictures)
    for kind in ("vector", "map", "tokens", "tuple", "dict", "scalar"):
        module = Headless(kind).eval()
        torch.jit.trace(module, pictures, strict=False).save(root / "scripts" / f"{kind}.pt")
        (root / "scripts" / f"{kind}.pt.json").write_text('{"size": 32, "mean": 0.5, "deviation": [0.5, 0.5, 0.5]}')
        if kind in ("vector", "map", "tokens"):
            output = module(pictures)
            tensors[kind] = {2: output, 4: output.mean((2, 3)) if output.dim() == 4 else None, 3: output.mean(1)}[output.dim()].contiguous()
            if kind == "tokens":
                tensors["tokens.first"] = output[:, 0].contiguous()
    torch.save(Headless("vector").state_dict(), root / "scripts/checkpoint.pt")
    save_file(tensors, root / "scripts/reference.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--minilm", help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("--titles", help="a gzipped TSV file with a column of titles")
    parser.add_argument("--script", help="a TorchScript network of pictures [n, 3, 224, 224] in -1...1")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    transformers.logging.set_verbosity_error()
    torch.manual_seed(7)
    root = arguments.output
    with torch.no_grad():
        preprocessing(root)
        scripts(root)
        bert(root)
        roberta(root)
        shared_space(root)
        pictures_alone(root)
        if arguments.script:
            script(root, arguments.script)
        if arguments.minilm:
            words = ["red wireless headphones", "Apple iPhone 12 64GB", "Tee", "a", "washing machine 8 kg"]
            minilm(root, arguments.minilm, titles(arguments.titles) if arguments.titles else words)


if __name__ == "__main__":
    main()
