"""Trains the network that finds papers. See README.md.

train.py DATA [DATA ...] --check DATA --out FOLDER [--steps 3000] [--seed 1]
"""

import argparse
import copy
import math
import random
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from augment import disguise, piece, targets
from network import PaperNet, to_onnx
from photos import papers

BATCH = 8
RATE = 3e-3


def loss_of(logits, owners):
    paper, edge, weight = targets(owners)
    of_paper = F.binary_cross_entropy_with_logits(logits[:, 0].float(), paper)
    of_edge = F.binary_cross_entropy_with_logits(logits[:, 1].float(), edge, weight)
    return of_paper + of_edge


def fit_for_network(photo, side=448):
    """As the reader shows it: longer side `side`, both multiples of 32."""
    height, width = photo.shape[-2:]
    scale = side / max(height, width)
    size = [max(1, round(length * scale / 32)) * 32 for length in (height, width)]
    return F.interpolate(photo[None].float() / 255, size, mode="bilinear", antialias=True), size


@torch.no_grad()
def figures(network, check):
    """Mean IoU of the paper map, and recall and precision of the edges within a pixel."""
    network.eval()
    overlap, found, edges, right, said = 0.0, 0.0, 0.0, 0.0, 0.0
    for photo, owners in check:
        picture, size = fit_for_network(photo)
        maps = torch.sigmoid(network(picture))[0]
        half = [length // 2 for length in size]
        owned = F.interpolate(owners[None, None].float(), half, mode="nearest")[0]
        paper, edge, _ = (target[0] for target in targets(owned))
        seen = (maps[0] > 0.5).float()
        overlap += float((seen * paper).sum() / torch.maximum(seen, paper).sum().clamp(min=1)) / len(check)
        claimed = (maps[1] > 0.5).float()[None, None]
        near = F.max_pool2d(claimed, 3, 1, 1)[0, 0]
        true_near = F.max_pool2d(edge[None, None], 3, 1, 1)[0, 0]
        found, edges = found + float((near * edge).sum()), edges + float(edge.sum())
        right, said = right + float((claimed[0, 0] * true_near).sum()), said + float(claimed.sum())
    network.train()
    return f"paper IoU {overlap:.3f}, edge recall {found / edges:.3f}, edge precision {right / max(said, 1):.3f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--check", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    dice = random.Random(arguments.seed)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)

    data, check = papers(arguments.data), papers([arguments.check])
    print(f"{len(data)} photos, {len(check)} to check", flush=True)
    network = PaperNet().to(memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters())} parameters", flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
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
        rate = RATE * min(1.0, (step + 1) / 150) * (0.5 + 0.5 * math.cos(math.pi * step / arguments.steps)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        pieces = [piece(*dice.choice(data), dice) for _ in range(BATCH)]
        owners = torch.stack([owned for _, owned in pieces])
        pictures = disguise(torch.stack([shown for shown, _ in pieces]), owners)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(pictures.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits, owners)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        step += 1
        keep = 0.99
        for slow, fast in zip(mean.state_dict().values(), network.state_dict().values()):
            if slow.dtype.is_floating_point:
                slow.mul_(keep).add_(fast, alpha=1 - keep)
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
            to_onnx(mean, str(out / "papers.onnx"), f"Sesame papers, seed {arguments.seed}, step {step}. {said}")
            mean.train()
            print(f"step {step}: {said}", flush=True)


if __name__ == "__main__":
    main()
