"""Writes the fixtures beside this script with the Python library: pip install safetensors torch."""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent
NUMBERS = [0.0, -0.0, 1.0, -2.5, 0.1, 65504.0, 6e-8, 1e-30, 1.00390625, 1.01171875]

save_file(
    {
        "half": torch.tensor(NUMBERS[:7]).half(),
        "brain": torch.tensor(NUMBERS).bfloat16(),
        "single": torch.tensor([[1.5, -2.0, 3.25], [0.0, 1e-38, 3e38]]),
        "double": torch.tensor([0.1, -1e300], dtype=torch.float64),
        "long": torch.tensor([2**62, -1, 0]),
        "int": torch.tensor([[-(2**31)], [2**31 - 1]], dtype=torch.int32),
        "short": torch.tensor([-32768, 32767], dtype=torch.int16),
        "tiny": torch.tensor([-128, 127, 0], dtype=torch.int8),
        "byte": torch.tensor([0, 127, 255], dtype=torch.uint8),
        "truth": torch.tensor([True, False, True]),
        "scalar": torch.tensor(42.0),
        "empty": torch.zeros(0, 3),
    },
    FOLDER / "types.safetensors",
    metadata={"source": "Python, “quoted” / slashed"},
)

# What Safetensors.write gives for the same contents, byte for byte.
save_file(
    {
        "b.weight": torch.tensor([[1.5, -2.0, 3.25], [0.0, 1e-38, 3e38]]),
        "a.weight": torch.tensor([0.1]),
        "double": torch.tensor([0.1, -1e300], dtype=torch.float64),
        "long": torch.tensor([2**62, -1, 0]),
        "byte": torch.tensor([0, 127, 255], dtype=torch.uint8),
        "truth": torch.tensor([True, False, True]),
        "scalar": torch.tensor(42.0),
        "empty": torch.zeros(0, 3),
        "name with / and é and \"": torch.tensor([7]),
    },
    FOLDER / "exact.safetensors",
    metadata={"source": "a/b"},
)
save_file({"weight": torch.tensor(NUMBERS).half(), "steps": torch.tensor([3])}, FOLDER / "float16.safetensors")
save_file({"weight": torch.tensor(NUMBERS).bfloat16(), "steps": torch.tensor([3])}, FOLDER / "bfloat16.safetensors")
