"""Trains the network that sees what spoils a photo. See README.md.

train.py DATA [DATA ...] --check DATA --out FOLDER [--steps 3000] [--seed 1] [--start papers/checkpoint.pt]
"""

import argparse
import random
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

from spoil import spoil

sys.path += [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "papers")]
from augment import piece  # noqa: E402
from lesson import Lesson  # noqa: E402
from network import PaperNet, from_onnx, to_onnx  # noqa: E402
from photos import photos  # noqa: E402

BATCH = 12
RATE = 3e-3
# Longer side of a photo, pixels; the reader shows it at 224.
SEEN = (140.0, 290.0)
NAMES = ("shadow", "glare", "finger")


@torch.no_grad()
def figures(network, check):
    """Of each map: overlap with what is there, on the same spoilt pieces each time."""
    both, either = torch.zeros(3), torch.zeros(3)
    for pictures, targets, weights in check:
        seen = (network(pictures) > 0).float()
        counts = (weights > 0.5).float()
        both += (seen * targets * counts).sum((0, 2, 3))
        either += (torch.maximum(seen, targets) * counts).sum((0, 2, 3))
    return ", ".join(f"{name} IoU {value:.3f}" for name, value in zip(NAMES, both / either.clamp(min=1)))


def halved(photos):
    """Twice as small: a fourth of the memory, and no letter flickers."""
    shrink = lambda photo: F.avg_pool2d(photo[None].float(), 2)[0].round().byte()
    return [(shrink(photo), owners[::2, ::2].contiguous()) for photo, owners in photos]


def batch_of(data, dice):
    pieces = [piece(*dice.choice(data), dice, SEEN) for _ in range(BATCH)]
    return spoil(torch.stack([shown for shown, _ in pieces]), torch.stack([owned for _, owned in pieces]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--check", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", help="a checkpoint of the network that finds papers, or flaws.onnx itself")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(0)
    dice = random.Random(0)
    known = halved(photos([arguments.check]))
    check = [batch_of(known, dice) for _ in range(20)]
    data = halved(photos(arguments.data))
    torch.manual_seed(arguments.seed)
    network = PaperNet(outputs=len(NAMES))
    if arguments.start and arguments.start.endswith(".onnx"):
        from_onnx(network, arguments.start, check[0][0])
        print(f"step 0: {figures(network.eval(), check)}", flush=True)
    elif arguments.start:
        saved = torch.load(arguments.start)["mean"]
        network.load_state_dict({k: v for k, v in saved.items() if not k.startswith("head")}, strict=False)
    network = network.train().to(memory_format=torch.channels_last)
    lesson = Lesson(network, arguments.out, steps=arguments.steps, rate=arguments.rate, seed=arguments.seed)

    def loss(dice):
        pictures, targets, weights = batch_of(data, dice)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(pictures.contiguous(memory_format=torch.channels_last))
        return 3 * F.binary_cross_entropy_with_logits(logits.float(), targets, weights)

    def look(mean):
        said = figures(mean, check)
        note = f"Sesame flaws, seed {arguments.seed}, step {lesson.step}. {said}"
        to_onnx(mean, str(arguments.out / "flaws.onnx"), note, "flaws")
        return said

    lesson.run(loss, look)


if __name__ == "__main__":
    main()
