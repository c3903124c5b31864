"""The network that says what print a small piece of a photo shows, and how it becomes an ONNX file."""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.append(str(Path(__file__).parent.parent / "papers"))
from network import block, folded  # noqa: E402

# Kernel, stride and channels of each step.
STEPS = ((5, 2, 12), (3, 2, 20), (3, 1, 24), (3, 2, 32), (3, 2, 40), (3, 1, 40))


class PrintNet(nn.Module):
    """N x 1 x 128 x 128, bare paper 0 and black -1 -> N x kinds logits."""

    def __init__(self, kinds):
        super().__init__()
        widths = [1] + [width for _, _, width in STEPS]
        self.steps = nn.Sequential(*[block(i, o, kernel, stride) for i, o, (kernel, stride, _) in zip(widths, widths[1:], STEPS)])
        self.head = nn.Linear(2 * widths[-1], kinds)

    def forward(self, piece):
        seen = self.steps(piece)
        # How much of the piece shows it, and how plainly it is shown anywhere.
        return self.head(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1))


def to_onnx(network, path, note):
    """Writes the graph by hand, so that no exporter's version matters."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    nodes, weights = [], []

    def constant(name, tensor):
        weights.append(numpy_helper.from_array(np.ascontiguousarray(tensor.detach().float().numpy()), name))
        return name

    def node(kind, inputs, output=None, **attributes):
        output = output or f"{kind.lower()}{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    x = "pieces"
    for number, step in enumerate(network.steps):
        weight, bias = folded(step[0], step[1])
        inputs = [x, constant(f"w{number}", weight), constant(f"b{number}", bias)]
        kernel, stride = weight.shape[-1], step[0].stride[0]
        x = node("Relu", [node("Conv", inputs, strides=[stride] * 2, pads=[kernel // 2] * 4, kernel_shape=[kernel] * 2)])
    both = node("Concat", [node("GlobalAveragePool", [x]), node("GlobalMaxPool", [x])], axis=1)
    head = [constant("head", network.head.weight), constant("kinds", network.head.bias)]
    node("Softmax", [node("Gemm", [node("Flatten", [both]), *head], transB=1)], "shares", axis=1)
    graph = helper.make_graph(
        nodes,
        "print",
        [helper.make_tensor_value_info("pieces", TensorProto.FLOAT, ["count", 1, 128, 128])],
        [helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["count", network.head.out_features])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, doc_string=note)
    checker.check_model(model)
    save(model, path)
