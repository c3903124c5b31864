"""PP-OCRv4's mobile recogniser as a PyTorch network that can be taught further, and back to ONNX.

The file keeps its graph; only its weights and its last layer change. Batch normalisation is folded into a scale
and a shift, as the network is only ever run.
"""

import numpy as np
import onnx
import onnx2torch
import torch
from onnx import helper, numpy_helper
from torch import nn

HEAD_WEIGHT, HEAD_BIAS = "linear_85.w_0", "linear_85.b_0"
# What can stand on a French paper. The letters that PP-OCR's own alphabet lacks begin as their bare letter.
LETTERS = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "àâäáçéèêëîïíìôöóòùûüúÿñœæÀÂÄÁÇÉÈÊËÎÏÍÔÖÓÙÛÜÚŸÑŒÆ«»€£§°²³–—’“”•·…"
)
BARE = dict(zip("àâäáçéèêëîïíìôöóòùûüúÿñœæÀÂÄÁÇÉÈÊËÎÏÍÔÖÓÙÛÜÚŸÑŒÆ«»€£§°²³–—’“”•·…", "aaaaceeeeiiiioooouuuuynoaAAAACEEEEIIIOOOUUUUYNOA<>EL$o23--'\"\"··.", strict=True))


def plain_file(path: str) -> onnx.ModelProto:
    """Constants become initialisers, batch normalisation a product and a sum."""
    model = onnx.load(path)
    graph = model.graph
    nodes = []
    for node in graph.node:
        if node.op_type == "Constant":
            value = node.attribute[0].t
            value.name = node.output[0]
            graph.initializer.append(value)
        else:
            nodes.append(node)
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    folded = []
    for node in nodes:
        folded.extend(scale_and_shift(node, values, graph) if node.op_type == "BatchNormalization" else [node])
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    folded = hard_swishes(folded, values)
    folded = into_convolutions(folded, values, graph)
    for number, node in enumerate(folded):
        node.name = f"n{number}"
    del graph.node[:]
    graph.node.extend(folded)
    used = {name for node in graph.node for name in node.input}
    kept = [value for value in graph.initializer if value.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    return model


def scale_and_shift(node, values, graph):
    epsilon = next(attribute.f for attribute in node.attribute if attribute.name == "epsilon")
    gain, bias, mean, variance = (values[name] for name in node.input[1:5])
    scale = gain / np.sqrt(variance + epsilon)
    name = node.output[0]
    for end, value in (("scale", scale), ("shift", bias - mean * scale)):
        graph.initializer.append(numpy_helper.from_array(value.astype("f4").reshape(1, -1, 1, 1), f"{name}.{end}"))
    return [
        helper.make_node("Mul", [node.input[0], f"{name}.scale"], [f"{name}.scaled"]),
        helper.make_node("Add", [f"{name}.scaled", f"{name}.shift"], [name]),
    ]


def users_of(nodes) -> dict[str, list]:
    users = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return users


def number_beside(node, name: str, values) -> float | None:
    """The one number that a node combines with a value."""
    other = next((each for each in node.input if each != name), None)
    return float(values[other].reshape(-1)[0]) if other in values and values[other].size == 1 else None


def hard_swishes(nodes, values):
    """`x * clip(x + 3, 0, 6) / 6`, four passes over a picture, becomes `x * hard_sigmoid(x)`, two."""
    users, gone, instead = users_of(nodes), set(), {}
    for first in nodes:
        if first.op_type != "Add":
            continue
        x = next((name for name in first.input if number_beside(first, name, values) == 3.0), None)
        chain = [first]
        for kind in ("Clip", "Mul", "Div"):
            following = users.get(chain[-1].output[0], [])
            chain += following if len(following) == 1 and following[0].op_type == kind else []
        if x is None or len(chain) != 4 or x not in chain[2].input or number_beside(chain[3], chain[2].output[0], values) != 6.0:
            continue
        gate = f"{chain[3].output[0]}.gate"
        gone.update(map(id, chain))
        instead[id(chain[3])] = [
            helper.make_node("HardSigmoid", [x], [gate], alpha=1 / 6, beta=0.5),
            helper.make_node("Mul", [x, gate], [chain[3].output[0]]),
        ]
    return [new for node in nodes for new in (instead.get(id(node), []) if id(node) in gone else [node])]


def into_convolutions(nodes, values, graph):
    """A product with, or a sum of, one number right behind a convolution becomes part of its weights."""
    while True:
        users = users_of(nodes)
        for node in nodes:
            following = users.get(node.output[0], []) if node.op_type == "Conv" else []
            after = following[0] if len(following) == 1 and following[0].op_type in ("Mul", "Add") else None
            amount = number_beside(after, node.output[0], values) if after else None
            if amount is not None:
                break
        else:
            return nodes
        weight = values[node.input[1]]
        bias = values[node.input[2]] if len(node.input) > 2 else np.zeros(weight.shape[0], "f4")
        weight, bias = (weight * amount, bias * amount) if after.op_type == "Mul" else (weight, bias + amount)
        del node.input[1:]
        for end, value in (("weight", weight), ("bias", bias)):
            name = f"{after.output[0]}.{end}"
            values[name] = value.astype("f4")
            graph.initializer.append(numpy_helper.from_array(values[name], name))
            node.input.append(name)
        node.output[0] = after.output[0]
        nodes = [each for each in nodes if each is not after]


def with_our_letters(model: onnx.ModelProto) -> onnx.ModelProto:
    """The last layer with a class for each of `LETTERS`: 0 is nothing, the last a space."""
    note = next(note for note in model.metadata_props if note.key == "character")
    known = note.value.split("\n")
    class_of = {letter: index + 1 for index, letter in reversed(list(enumerate(known)))}
    weights = {value.name: value for value in model.graph.initializer}
    weight, bias = (numpy_helper.to_array(weights[name]) for name in (HEAD_WEIGHT, HEAD_BIAS))
    last = weight.shape[1] - 1
    places = [0] + [class_of.get(letter, class_of.get(BARE.get(letter, ""), 0)) for letter in LETTERS] + [last]
    fresh = [index for index, letter in enumerate(LETTERS, 1) if letter not in class_of]
    weight, bias = weight[:, places].copy(), bias[places].copy()
    bias[fresh] -= 1.0  # the bare letter stays likelier until something is learned
    weights[HEAD_WEIGHT].CopyFrom(numpy_helper.from_array(weight, HEAD_WEIGHT))
    weights[HEAD_BIAS].CopyFrom(numpy_helper.from_array(bias, HEAD_BIAS))
    note.value = "\n".join(LETTERS)
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(places)
    print(f"{len(places)} classes, {len(fresh)} of them new: {''.join(LETTERS[index - 1] for index in fresh)}")
    return model


class Network(nn.Module):
    """Strips (n, 3, 48, columns) in [-1, 1] to logarithms of probabilities (n, columns / 8, classes)."""

    def __init__(self, model: onnx.ModelProto):
        super().__init__()
        self.file = model
        self.body = onnx2torch.convert(model)
        self.places = self.name_weights()
        softmax = [node for node in self.body.graph.nodes if node.op == "call_module"][-1]
        output = next(node for node in self.body.graph.nodes if node.op == "output")
        output.replace_input_with(softmax, softmax.args[0])
        self.body.graph.erase_node(softmax)
        self.body.recompile()

    def name_weights(self) -> dict[str, str]:
        """Parameter of the network for each float initialiser of the file that can be learned."""
        nodes = {node.name: node for node in self.file.graph.node}
        kinds = {value.name: value for value in self.file.graph.initializer}
        places = {}
        for node in self.body.graph.nodes:
            if node.op != "call_module":
                continue
            ours = nodes[node.target]
            if ours.op_type == "Conv":
                places[ours.input[1]] = f"{node.target}.weight"
                if len(ours.input) > 2:
                    places[ours.input[2]] = f"{node.target}.bias"
                continue
            for argument, name in zip(node.args, ours.input):
                is_weight = name in kinds and kinds[name].data_type == onnx.TensorProto.FLOAT and max(kinds[name].dims, default=0) > 8
                if is_weight and getattr(argument, "op", None) == "get_attr":
                    places[name] = argument.target
        for place in sorted(set(places.values())):  # the same order in each run: the optimiser knows weights by it
            folder, _, leaf = place.rpartition(".")
            module = self.body.get_submodule(folder)
            value = getattr(module, leaf)
            if not isinstance(value, nn.Parameter):
                delattr(module, leaf)
                module.register_parameter(leaf, nn.Parameter(value.clone()))
        return places

    def freeze(self, count: int) -> None:
        """The first so many convolutions, and what stands between them, learn nothing more."""
        own = dict(self.body.named_parameters())
        calls = (node for node in self.body.graph.nodes if node.op == "call_module")
        for node in calls:
            module = self.body.get_submodule(node.target)
            count -= isinstance(module, nn.Conv2d)
            if count < 0:
                return
            module.requires_grad_(False)
            for argument in node.args:
                if getattr(argument, "op", None) == "get_attr" and argument.target in own:
                    own[argument.target].requires_grad_(False)

    def forward(self, strips):
        return self.body(strips.contiguous(memory_format=torch.channels_last)).log_softmax(-1)

    def to_file(self, weights: dict[str, torch.Tensor]) -> onnx.ModelProto:
        """The file with these weights, by name of `state_dict`."""
        model = onnx.ModelProto()
        model.CopyFrom(self.file)
        for value in model.graph.initializer:
            if value.name in self.places:
                learned = weights[f"body.{self.places[value.name]}"].detach().numpy().astype("f4")
                value.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(learned), value.name))
        return model
