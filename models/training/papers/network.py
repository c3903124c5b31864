"""The network that finds papers, and how it becomes an ONNX file."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the picture's size.
WIDTHS = (16, 32, 48, 64, 64)


def block(inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class PaperNet(nn.Module):
    """N x 3 x H x W in [0, 1], sides multiples of 32 -> N x outputs x H/2 x W/2 logits: paper, edge of a paper."""

    def __init__(self, outputs=2):
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.down = nn.ModuleList(
            [
                nn.Sequential(block(3, a, 5, 2), block(a, a)),
                nn.Sequential(block(a, b, 3, 2), block(b, b)),
                nn.Sequential(block(b, c, 3, 2), block(c, c)),
                nn.Sequential(block(c, d, 3, 2), block(d, d)),
                nn.Sequential(block(d, e, 3, 2), block(e, e)),
            ]
        )
        self.narrow = nn.ModuleList([nn.Conv2d(i, o, 1) for i, o in ((e, d), (d, c), (c, b), (b, a))])
        self.mix = nn.ModuleList([block(w, w) for w in (d, c, b)] + [block(a, 16)])
        self.head = nn.Conv2d(16, outputs, 1)

    def forward(self, picture):
        levels = []
        x = picture
        for down in self.down:
            x = down(x)
            levels.append(x)
        levels.pop()
        for narrow, mix in zip(self.narrow, self.mix):
            x = F.interpolate(narrow(x), scale_factor=2.0, mode="nearest")
            x = mix(x + levels.pop())
        return self.head(x)


def folded(convolution, norm):
    """Weights and bias of a convolution that does what both did."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = convolution.weight * scale[:, None, None, None]
    return weight, norm.bias - norm.running_mean * scale


@torch.no_grad()
def from_onnx(network, path, pictures):
    """The network as its ONNX file has it. There the norms are folded into the convolutions; here they get the figures of these
    pictures, so that learning goes on from where it was."""
    from onnx import load, numpy_helper

    model = load(path)
    known = {each.name: torch.from_numpy(numpy_helper.to_array(each).copy()) for each in model.graph.initializer}
    folded_in = iter([[known[name] for name in node.input[1:]] for node in model.graph.node if node.op_type == "Conv"])

    def take(module, inputs):
        if isinstance(module, nn.Conv2d):
            weight, take.bias = next(folded_in)
            module.weight.copy_(weight)
            if module.bias is not None:
                module.bias.copy_(take.bias)
        else:
            spread, middle = torch.var_mean(inputs[0], (0, 2, 3), correction=0)
            module.running_mean.copy_(middle)
            module.running_var.copy_(spread)
            module.weight.copy_(torch.sqrt(spread + module.eps))
            module.bias.copy_(take.bias + middle)

    parts = [part for part in network.modules() if isinstance(part, (nn.Conv2d, nn.BatchNorm2d))]
    hooks = [part.register_forward_pre_hook(take) for part in parts]
    network.eval()(pictures)
    for hook in hooks:
        hook.remove()
    network.train()


def to_onnx(network, path, note, name="papers"):
    """Writes the graph by hand: four kinds of node, so that no exporter's version matters."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    nodes, weights = [], []

    def constant(name, tensor):
        array = tensor.detach().float().numpy() if isinstance(tensor, torch.Tensor) else tensor
        weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(kind, inputs, **attributes):
        output = f"{kind.lower()}{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def convolve(x, weight, bias, stride=1):
        number, pad = len(nodes), weight.shape[-1] // 2
        inputs = [x, constant(f"w{number}", weight), constant(f"b{number}", bias)]
        return node("Conv", inputs, strides=[stride] * 2, pads=[pad] * 4, kernel_shape=[weight.shape[-1]] * 2)

    def run(x, part):
        if isinstance(part[0], nn.Sequential):
            for inner in part:
                x = run(x, inner)
            return x
        weight, bias = folded(part[0], part[1])
        return node("Relu", [convolve(x, weight, bias, part[0].stride[0])])

    twice = constant("twice", np.array([1, 1, 2, 2], np.float32))
    levels, x = [], "picture"
    for down in network.down:
        x = run(x, down)
        levels.append(x)
    levels.pop()
    for narrow, mix in zip(network.narrow, network.mix):
        x = convolve(x, narrow.weight, narrow.bias)
        x = node("Resize", [x, "", twice], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
        x = run(node("Add", [x, levels.pop()]), mix)
    x = convolve(x, network.head.weight, network.head.bias)
    nodes.append(helper.make_node("Sigmoid", [x], ["maps"]))
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [helper.make_tensor_value_info("maps", TensorProto.FLOAT, [1, network.head.out_channels, "rows", "columns"])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, doc_string=note)
    checker.check_model(model)
    save(model, path)
