"""ONNX files with fewer passes over the picture: what stands beside a convolution becomes part of it.

PP-OCR's files come from Paddle with each product and each sum as a step of its own, which costs more time than the
convolutions between them. The networks of both trainings, `lines` and `text`, are read through here.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper


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


def swift(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network for running only: products and sums of one number per channel go into the convolutions beside them.

    Where they cannot, as a convolution pads its input with zeros, product and sum become one batch normalisation, which
    ONNX Runtime runs in its own layout of memory; a product or sum by itself makes it change the layout there and back.
    """
    graph = model.graph
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    nodes = list(graph.node)
    for step in (one_gate, into_convolution_before, into_convolutions_behind, into_normalisation):
        while True:
            fewer = step(nodes, values)
            if fewer is None:
                break
            nodes = fewer
    for number, node in enumerate(nodes):
        node.name = f"n{number}"
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    del graph.initializer[:]
    graph.initializer.extend(numpy_helper.from_array(values[name], name) for name in values if name in used)
    return model


def one_gate(nodes, values):
    """`x + x * gate` becomes `x * (gate + 1)`: the gate is one number per channel."""
    users, makers = users_of(nodes), {node.output[0]: node for node in nodes}
    for total in nodes:
        product = next((makers[name] for name in total.input if name in makers and makers[name].op_type == "Mul"), None) if total.op_type == "Add" else None
        x = next((name for name in total.input if product and name in product.input), None)
        if x is None or len(users[product.output[0]]) != 1:
            continue
        gate = next(name for name in product.input if name != x)
        gain = makers.get(gate)
        pooled = channel_gate(gain, makers) if gain else False
        if not pooled:
            continue
        more = f"{total.output[0]}.gate"
        values[f"{more}.one"] = np.ones(1, "f4")
        instead = [helper.make_node("Add", [gate, f"{more}.one"], [more]), helper.make_node("Mul", [x, more], [total.output[0]])]
        return [new for node in nodes if node is not product for new in (instead if node is total else [node])]
    return None


def channel_gate(node, makers) -> bool:
    """Whether a value comes from an average over the whole picture."""
    while node is not None and node.op_type in ("HardSigmoid", "Sigmoid", "Conv", "Relu", "Add", "Mul"):
        node = makers.get(node.input[0])
    return node is not None and node.op_type == "GlobalAveragePool"


def bias_of(convolution, values):
    outputs = values[convolution.input[1]].shape[0 if convolution.op_type == "Conv" else 1]
    return values[convolution.input[2]] if len(convolution.input) > 2 else np.zeros(outputs, "f4")


def set_weights(convolution, source: str, weight, bias, values) -> None:
    stem = convolution.output[0]
    while f"{stem}.weight" in values:
        stem += "_"
    values[f"{stem}.weight"], values[f"{stem}.bias"] = weight.astype("f4"), bias.astype("f4")
    del convolution.input[:]
    convolution.input.extend([source, f"{stem}.weight", f"{stem}.bias"])


def into_convolution_before(nodes, values):
    """The nodes without one product or sum behind a convolution; `None` when there is none left."""
    users = users_of(nodes)
    for node in nodes:
        following = users.get(node.output[0], []) if node.op_type in ("Conv", "ConvTranspose") else []
        after = following[0] if len(following) == 1 and following[0].op_type in ("Mul", "Add") else None
        amount = next((values[name] for name in after.input if name in values), None) if after else None
        if amount is None:
            continue
        weight, bias = values[node.input[1]], bias_of(node, values)
        if not (amount.size == 1 or amount.shape[-3:] == (len(bias), 1, 1)):
            continue
        amount = np.broadcast_to(amount.reshape(-1), len(bias))
        if after.op_type == "Mul":
            by_output = (-1, 1, 1, 1) if node.op_type == "Conv" else (1, -1, 1, 1)
            weight, bias = weight * amount.reshape(by_output), bias * amount
        else:
            bias = bias + amount
        node.output[0] = after.output[0]
        set_weights(node, node.input[0], weight, bias, values)
        return [each for each in nodes if each is not after]
    return None


def line(product, users, values):
    """Source, factor, addend, last node, users of a product with one number and the sum with another that may follow."""
    source = next((name for name in product.input if name not in values), None) if product.op_type == "Mul" else None
    factor = number_beside(product, source, values) if source else None
    if factor is None:
        return None
    following = users.get(product.output[0], [])
    addend = number_beside(following[0], product.output[0], values) if len(following) == 1 and following[0].op_type == "Add" else None
    last = product if addend is None else following[0]
    return source, factor, addend or 0.0, last, users.get(last.output[0], [])


def into_convolutions_behind(nodes, values):
    users = users_of(nodes)
    for product in nodes:
        source, factor, addend, last, behind = line(product, users, values) or (None, 0.0, 0.0, None, [])
        takes = [node.op_type == "Conv" and node.input[0] == last.output[0] and (addend == 0.0 or is_point(node, values)) for node in behind]
        if not takes or not all(takes):
            continue
        for node in behind:
            weight = values[node.input[1]]
            set_weights(node, source, weight * factor, bias_of(node, values) + addend * weight.sum((1, 2, 3)), values)
        return [node for node in nodes if node is not product and node is not last]
    return None


def is_point(convolution, values) -> bool:
    """Whether it looks at one pixel at a time, so that its input needs no padding."""
    pads = next((list(each.ints) for each in convolution.attribute if each.name == "pads"), [0])
    return values[convolution.input[1]].shape[2:] == (1, 1) and not any(pads)


def into_normalisation(nodes, values):
    users, makers = users_of(nodes), {node.output[0]: node for node in nodes}
    for product in nodes:
        source, factor, addend, last, behind = line(product, users, values) or (None, 0.0, 0.0, None, [])
        channels = channels_of(source, makers, values) if behind else None
        if channels is None:
            continue
        name = last.output[0]
        for end, value in (("gain", factor), ("shift", addend), ("mean", 0.0), ("variance", 1.0)):
            values[f"{name}.{end}"] = np.full(channels, value, "f4")
        inputs = [source] + [f"{name}.{end}" for end in ("gain", "shift", "mean", "variance")]
        normalisation = helper.make_node("BatchNormalization", inputs, [name], epsilon=0.0)
        kept = [normalisation if node is last else node for node in nodes]
        return [node for node in kept if node is not product]
    return None


def channels_of(name: str, makers, values) -> int | None:
    """How many channels a value has, from the convolution that it comes from through steps that keep them."""
    maker = makers.get(name)
    if maker is None or maker.op_type not in ("Conv", "Mul", "Add", "HardSigmoid", "Relu", "BatchNormalization"):
        return None
    if maker.op_type == "Conv":
        return len(values[maker.input[1]])
    return next((found for found in (channels_of(each, makers, values) for each in maker.input if each not in values) if found), None)
