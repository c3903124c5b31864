"""PP-OCRv4's mobile recogniser with an alphabet of our own, as a network that can be taught further."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import onnx
from onnx import numpy_helper

from taught import Taught

HEAD_WEIGHT, HEAD_BIAS = "linear_85.w_0", "linear_85.b_0"
# What can stand on a French paper. The letters that PP-OCR's own alphabet lacks begin as their bare letter.
LETTERS = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    "àâäáçéèêëîïíìôöóòùûüúÿñœæÀÂÄÁÇÉÈÊËÎÏÍÔÖÓÙÛÜÚŸÑŒÆ«»€£§°²³–—’“”•·…"
)
BARE = dict(zip("àâäáçéèêëîïíìôöóòùûüúÿñœæÀÂÄÁÇÉÈÊËÎÏÍÔÖÓÙÛÜÚŸÑŒÆ«»€£§°²³–—’“”•·…", "aaaaceeeeiiiioooouuuuynoaAAAACEEEEIIIOOOUUUUYNOA<>EL$o23--'\"\"··.", strict=True))


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


class Network(Taught):
    """Strips (n, 3, 48, columns) in [-1, 1] to logarithms of probabilities (n, columns / 8, classes)."""

    def forward(self, strips):
        return super().forward(strips).log_softmax(-1)
