"""Trains the network that looks at print through a magnifying glass. See README.md.

train.py PIECES.npz [PIECES.npz ...] --check PIECES.npz --out FOLDER [--steps 3000] [--seed 1]
"""

import argparse
import copy
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import X_GOOD, example
from print_net import PrintNet, to_onnx

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
    network.eval()
    said = network(check[0]).argmax(1)
    network.train()
    shares = ((said == check[1]) & (check[1] == kind) for kind in range(len(NAMES)))
    counts = [int((check[1] == kind).sum()) for kind in range(len(NAMES))]
    return ", ".join(f"{name} {int(right.sum()) / count:.3f}" for name, right, count in zip(NAMES, shares, counts))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--check", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    shown, kinds = examples(pieces([arguments.check]), random.Random(0), 600)
    check = shown.float(), kinds
    torch.manual_seed(arguments.seed)
    started = time.process_time()
    pool = examples(pieces(arguments.data), random.Random(arguments.seed), POOL)
    print(f"{POOL} examples, CPU s {time.process_time() - started:.0f}", flush=True)
    network = PrintNet(len(NAMES))
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    mean = copy.deepcopy(network)
    total = 0.0
    for step in range(1, arguments.steps + 1):
        rate = RATE * min(1.0, step / 100) * (0.5 + 0.5 * math.cos(math.pi * step / arguments.steps)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        shown, kinds = batch_of(pool, BATCH)
        loss = F.cross_entropy(network(shown), kinds, label_smoothing=0.02)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        for slow, fast in zip(mean.state_dict().values(), network.state_dict().values()):
            if slow.dtype.is_floating_point:
                slow.mul_(0.98).add_(fast, alpha=0.02)
        total += loss.item()
        if step % 200 == 0 or step == arguments.steps:
            said = figures(mean, check)
            mean.eval()
            to_onnx(mean, str(out / "print.onnx"), f"Sesame print, seed {arguments.seed}, step {step}. {said}")
            mean.train()
            print(f"step {step} loss {total / 200:.4f} CPU s {time.process_time() - started:.0f}: {said}", flush=True)
            total = 0.0


if __name__ == "__main__":
    main()
