"""An ONNX file as a PyTorch network that can be taught further, and back.

The file keeps its graph; only its weights change. Batch normalisation is a scale and a shift (`plain.py`), as the networks
are only ever run.
"""

import numpy as np
import onnx
import onnx2torch
import torch
from onnx import numpy_helper
from torch import nn


class Taught(nn.Module):
    """`body` takes and gives what the file does, but for its last activation (softmax or sigmoid), which is left out."""

    def __init__(self, model: onnx.ModelProto):
        super().__init__()
        self.file = model
        self.body = onnx2torch.convert(model)
        self.places = self.name_weights()
        last = [node for node in self.body.graph.nodes if node.op == "call_module"][-1]
        output = next(node for node in self.body.graph.nodes if node.op == "output")
        output.replace_input_with(last, last.args[0])
        self.body.graph.erase_node(last)
        self.fuse_hard_swishes()
        self.body.recompile()

    def fuse_hard_swishes(self) -> None:
        """`x * hard_sigmoid(x)` in one step: nearly half of the time of teaching went into its parts."""
        graph = self.body.graph
        for gate in list(graph.nodes):
            is_gate = gate.op == "call_module" and type(self.body.get_submodule(gate.target)).__name__ == "OnnxHardSigmoid"
            product = next(iter(gate.users)) if is_gate and len(gate.users) == 1 else None
            if product is None or set(product.args) != {gate, gate.args[0]}:
                continue
            with graph.inserting_before(product):
                product.replace_all_uses_with(graph.call_function(nn.functional.hardswish, (gate.args[0],)))
            graph.erase_node(product)
            graph.erase_node(gate)

    def name_weights(self) -> dict[str, str]:
        """Parameter of the network for each float initialiser of the file that can be learned."""
        nodes = {node.name: node for node in self.file.graph.node}
        kinds = {value.name: value for value in self.file.graph.initializer}
        places = {}
        for node in self.body.graph.nodes:
            if node.op != "call_module":
                continue
            ours = nodes[node.target]
            if ours.op_type in ("Conv", "ConvTranspose"):
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

    def forward(self, pictures):
        return self.body(pictures.contiguous(memory_format=torch.channels_last))

    def to_file(self, weights: dict[str, torch.Tensor]) -> onnx.ModelProto:
        """The file with these weights, by name of `state_dict`."""
        model = onnx.ModelProto()
        model.CopyFrom(self.file)
        for value in model.graph.initializer:
            if value.name in self.places:
                learned = weights[f"body.{self.places[value.name]}"].detach().numpy().astype("f4")
                value.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(learned), value.name))
        return model
