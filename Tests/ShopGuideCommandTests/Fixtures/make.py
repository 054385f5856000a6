"""Writes the fixtures beside this script with PyTorch: pip install safetensors torch numpy.

A relation network of four filters for images of 22 pixels, in the layers of the authors' code (Sung et al., 2018), and the relations
that PyTorch computes with it: of four queries to three classes of two examples, whose maps are added up.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent
WAYS, SHOTS, QUERIES, WIDTH, HIDDEN, SIDE = 3, 2, 4, 4, 8, 22


def layer(inputs, padding, pool):
    layers = [nn.Conv2d(inputs, WIDTH, 3, padding=padding), nn.BatchNorm2d(WIDTH), nn.ReLU()]
    return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1, self.layer2 = layer(1, 0, True), layer(WIDTH, 0, True)
        self.layer3, self.layer4 = layer(WIDTH, 1, False), layer(WIDTH, 1, False)

    def forward(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Relation(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1, self.layer2 = layer(2 * WIDTH, 1, True), layer(WIDTH, 1, True)
        self.fc1, self.fc2 = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, x):
        x = self.layer2(self.layer1(x)).flatten(1)
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


torch.manual_seed(3)
encoder, relation = Encoder(), Relation()
for module in (encoder, relation):
    for name, tensor in module.state_dict().items():
        if name.endswith(("running_mean", "1.bias")):
            tensor.normal_(0, 0.3)
        elif name.endswith(("running_var", "1.weight")):
            tensor.uniform_(0.5, 2)
        elif name.endswith("weight"):
            tensor.mul_(3)  # else the relations are all alike
    module.eval()

support, query = torch.rand(WAYS * SHOTS, 1, SIDE, SIDE), torch.rand(QUERIES, 1, SIDE, SIDE)
with torch.no_grad():
    maps = encoder(support)
    classes = maps.reshape(WAYS, SHOTS, *maps.shape[1:]).sum(1)  # class by class
    pairs = [torch.cat([one, other]) for other in encoder(query) for one in classes]
    relations = relation(torch.stack(pairs)).reshape(QUERIES, WAYS)
print(relations)

tensors = {f"{part}.{name}": tensor for part, module in (("encoder", encoder), ("relation", relation))
           for name, tensor in module.state_dict().items()}
save_file(tensors, FOLDER / "relation.safetensors")
save_file({"support": support, "query": query, "relations": relations}, FOLDER / "relations.safetensors")
