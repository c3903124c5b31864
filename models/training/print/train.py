"""Trains the network that looks at print through a magnifying glass. See README.md.

train.py PIECES.npz [PIECES.npz ...] --check PIECES.npz --out FOLDER [--steps 3000] [--seed 1]
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from augment import X_GOOD, example
from print_net import PrintNet, to_onnx

sys.path.append(str(Path(__file__).parent.parent))
from lesson import Lesson  # noqa: E402

BATCH = 48
POOL = 12000  # examples, made once
RATE = 4e-3
NAMES = ("sharp", "blurred", "small", "bare")


def pieces(files):
    """Pieces with the height of a letter x where that is large enough to be made smaller, and pieces without print."""
    printed, bare = [], []
    for file in files:
        data = np.load(file)
        for piece, x_height in zip(data["pieces"], data["x_heights"]):
            if x_height >= X_GOOD:
                printed.append((piece, float(x_height)))
            elif x_height == 0:
                bare.append(piece)
    return printed, bare


def examples(data, dice, count):
    shown, kinds = zip(*[example(*data, dice) for _ in range(count)])
    return torch.stack([picture.half() for picture in shown]), torch.tensor(kinds)


def batch_of(pool, count):
    """Some of the examples, each batch turned another way: making one costs ten times as much as learning from it."""
    chosen = torch.randint(len(pool[1]), (count,))
    shown = torch.rot90(pool[0][chosen].float(), int(torch.randint(4, ())), (2, 3))
    return shown, pool[1][chosen]


@torch.no_grad()
def figures(network, check):
    said = network(check[0]).argmax(1)
    shares = ((said == check[1]) & (check[1] == kind) for kind in range(len(NAMES)))
    counts = [int((check[1] == kind).sum()) for kind in range(len(NAMES))]
    return ", ".join(f"{name} {int(right.sum()) / count:.3f}" for name, right, count in zip(NAMES, shares, counts))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--check", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    shown, kinds = examples(pieces([arguments.check]), random.Random(0), 600)
    check = shown.float(), kinds
    torch.manual_seed(arguments.seed)
    started = time.process_time()
    pool = examples(pieces(arguments.data), random.Random(arguments.seed), POOL)
    print(f"{POOL} examples, CPU s {time.process_time() - started:.0f}", flush=True)
    network = PrintNet(len(NAMES))
    lesson = Lesson(network, arguments.out, steps=arguments.steps, rate=RATE, seed=arguments.seed, warm=100, mean_of=50)

    def loss(_):
        shown, kinds = batch_of(pool, BATCH)
        return F.cross_entropy(network(shown), kinds, label_smoothing=0.02)

    def look(mean):
        said = figures(mean, check)
        to_onnx(mean, str(arguments.out / "print.onnx"), f"Sesame print, seed {arguments.seed}, step {lesson.step}. {said}")
        return said

    lesson.run(loss, look, every=200)


if __name__ == "__main__":
    main()
