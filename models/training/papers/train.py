"""Trains the network that finds papers. See README.md.

train.py DATA [DATA ...] --check DATA --out FOLDER [--steps 3000] [--seed 1] [--start papers.onnx --rate 2e-3]
"""

import argparse
import random
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

from augment import disguise, piece, targets
from network import PaperNet, from_onnx, to_onnx
from photos import papers

sys.path.append(str(Path(__file__).parent.parent))
from lesson import Lesson  # noqa: E402

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
    return f"paper IoU {overlap:.3f}, edge recall {found / edges:.3f}, edge precision {right / max(said, 1):.3f}"


def batch_of(data, dice):
    pieces = [piece(*dice.choice(data), dice) for _ in range(BATCH)]
    owners = torch.stack([owned for _, owned in pieces])
    return disguise(torch.stack([shown for shown, _ in pieces]), owners), owners


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--check", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", help="papers.onnx itself, to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)

    data, check = papers(arguments.data), papers([arguments.check])
    print(f"{len(data)} photos, {len(check)} to check", flush=True)
    network = PaperNet()
    print(f"{sum(p.numel() for p in network.parameters())} parameters", flush=True)
    if arguments.start:
        from_onnx(network, arguments.start, batch_of(data, random.Random(0))[0])
        print(f"step 0: {figures(network.eval(), check)}", flush=True)
    network = network.train().to(memory_format=torch.channels_last)
    lesson = Lesson(network, arguments.out, steps=arguments.steps, rate=arguments.rate, seed=arguments.seed)

    def loss(dice):
        pictures, owners = batch_of(data, dice)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(pictures.contiguous(memory_format=torch.channels_last))
        return loss_of(logits, owners)

    def look(mean):
        said = figures(mean, check)
        to_onnx(mean, str(arguments.out / "papers.onnx"), f"Sesame papers, seed {arguments.seed}, step {lesson.step}. {said}")
        return said

    lesson.run(loss, look)


if __name__ == "__main__":
    main()
