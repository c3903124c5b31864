"""Trains the network that sees what spoils a photo. See README.md.

train.py DATA [DATA ...] --check DATA --out FOLDER [--steps 3000] [--seed 1] [--start papers/checkpoint.pt]
"""

import argparse
import copy
import math
import random
import sys
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from spoil import spoil

sys.path.append(str(Path(__file__).parent.parent / "papers"))
from augment import piece  # noqa: E402
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
    network.eval()
    both, either = torch.zeros(3), torch.zeros(3)
    for pictures, targets, weights in check:
        seen = (network(pictures) > 0).float()
        counts = (weights > 0.5).float()
        both += (seen * targets * counts).sum((0, 2, 3))
        either += (torch.maximum(seen, targets) * counts).sum((0, 2, 3))
    network.train()
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
    parser.add_argument("--out", required=True)
    parser.add_argument("--start", help="a checkpoint of the network that finds papers, or flaws.onnx itself")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(0)
    dice = random.Random(0)
    known = halved(photos([arguments.check]))
    check = [batch_of(known, dice) for _ in range(20)]
    data = halved(photos(arguments.data))
    torch.manual_seed(arguments.seed)
    dice = random.Random(arguments.seed)
    network = PaperNet(outputs=len(NAMES))
    if arguments.start and arguments.start.endswith(".onnx"):
        from_onnx(network, arguments.start, check[0][0])
        print(f"step 0: {figures(network, check)}", flush=True)
    elif arguments.start:
        saved = torch.load(arguments.start)["mean"]
        network.load_state_dict({k: v for k, v in saved.items() if not k.startswith("head")}, strict=False)
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), arguments.rate, weight_decay=1e-3)
    mean = copy.deepcopy(network)
    step = 0
    if (out / "checkpoint.pt").exists():
        saved = torch.load(out / "checkpoint.pt")
        network.load_state_dict(saved["network"])
        mean.load_state_dict(saved["mean"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
        dice.seed(arguments.seed + step)
        torch.manual_seed(arguments.seed + step)

    total, started = 0.0, time.process_time()
    while step < arguments.steps:
        step += 1
        rate = arguments.rate * min(1.0, step / 150) * (0.5 + 0.5 * math.cos(math.pi * step / arguments.steps)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        pictures, targets, weights = batch_of(data, dice)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(pictures.contiguous(memory_format=torch.channels_last))
        loss = 3 * F.binary_cross_entropy_with_logits(logits.float(), targets, weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        for slow, fast in zip(mean.state_dict().values(), network.state_dict().values()):
            if slow.dtype.is_floating_point:
                slow.mul_(0.99).add_(fast, alpha=0.01)
        total += loss.item()
        if step % 50 == 0:
            print(f"step {step} loss {total / 50:.4f} CPU s {time.process_time() - started:.0f}", flush=True)
            total = 0.0
        if step % 250 == 0 or step == arguments.steps:
            saved = {"network": network.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            torch.save(saved, out / "checkpoint.tmp")
            (out / "checkpoint.tmp").rename(out / "checkpoint.pt")
            said = figures(mean, check)
            mean.eval()
            note = f"Sesame flaws, seed {arguments.seed}, step {step}. {said}"
            to_onnx(mean, str(out / "flaws.onnx"), note, "flaws")
            mean.train()
            print(f"step {step}: {said}", flush=True)


if __name__ == "__main__":
    main()
