"""The mean of the weights of two networks of one shape, the second of which went on from the first.

What the second learned of new photos is kept, and what the first knew of other photos comes back (Wortsman and others, "Robust
fine-tuning of zero-shot models", 2022).
"""

import argparse

import numpy
import onnx
from onnx import numpy_helper


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("out")
    arguments = parser.parse_args()
    mean, second = onnx.load(arguments.first), onnx.load(arguments.second)
    others = {weights.name: numpy_helper.to_array(weights) for weights in second.graph.initializer}
    for weights in mean.graph.initializer:
        own, other = numpy_helper.to_array(weights), others[weights.name]
        if own.shape != other.shape:
            raise SystemExit(f"{weights.name}: {own.shape} and {other.shape}")
        if own.dtype.kind == "f":
            both = (own.astype(numpy.float64) + other) / 2
            weights.CopyFrom(numpy_helper.from_array(both.astype(own.dtype), weights.name))
    mean.doc_string = f"Mean of two: {mean.doc_string} / {second.doc_string}"
    onnx.save(mean, arguments.out)


if __name__ == "__main__":
    main()
