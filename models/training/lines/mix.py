"""Writes a network with weights between those of two rounds of `train.py`.

    python3 mix.py --base ppocr-v4-rec.onnx --first run3.pt --second run4.pt --share 0.4 --out lines.onnx
"""

import argparse
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import onnx
import torch

from network import Network, with_our_letters
from plain import plain_file, swift


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    network = Network(with_our_letters(plain_file(arguments.base)))
    first, second = (torch.load(file, weights_only=False)["mean"] for file in (arguments.first, arguments.second))
    mixed = {name: weight.lerp(second[name], arguments.share) if weight.is_floating_point() else weight for name, weight in first.items()}
    onnx.save(swift(network.to_file(mixed)), arguments.out)


if __name__ == "__main__":
    main()
