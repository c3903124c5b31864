"""Teaches PP-OCR's line detector what it overlooks. `README.md` has the recipe.

    python3 train.py --base ppocr-v4-det.onnx --papers data/m*.bin --check check.bin --minutes 60 --out text

Goes on from `OUT.pt` when there is one. Writes `OUT.onnx` after each look at the papers to check with.
"""

import argparse
import copy
import os
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "30000")

import numpy as np
import onnx
import torch
from PIL import Image

from maps import Paper, beside_words, covered, papers, wanted
from plain import plain_file, swift
from taught import Taught

SIDE = 512
# What is overlooked counts so much more than the rest, and what nobody marked so much less.
MISSED, BARE = 2.5, 1.0
# Share of the squares in which lines do not run across: from such a look the reader learns which way they run.
TURNED = 0.3


def resized(paper: Paper, scale: float) -> Paper:
    height, width = paper.picture.shape
    copied = copy.copy(paper)
    size = max(32, round(width * scale)), max(32, round(height * scale))
    copied.picture = np.asarray(Image.fromarray(paper.picture).resize(size, Image.Resampling.BILINEAR))
    copied.boxes = paper.boxes * np.array([size[0] / width, size[1] / height], "f4")
    return copied


def part(paper: Paper, dice: np.random.Generator) -> Paper:
    """A square of `SIDE` around any word, as another camera would have shown it."""
    paper = resized(paper, float(np.exp(dice.uniform(np.log(0.65), np.log(1.25)))))
    middle = paper.boxes[dice.integers(len(paper.boxes))].mean(0)
    height, width = paper.picture.shape
    left, top = (int(np.clip(at - dice.uniform(0, SIDE), 0, max(0, side - SIDE))) for at, side in zip(middle, (width, height)))
    square = np.full((SIDE, SIDE), 255, np.uint8)
    seen = paper.picture[top : top + SIDE, left : left + SIDE]
    square[: seen.shape[0], : seen.shape[1]] = seen
    boxes = paper.boxes - np.array([left, top], "f4")
    near = ((boxes.max(1) > 0) & (boxes.min(1) < SIDE)).all(1)
    cut = copy.copy(paper)
    cut.picture, cut.boxes, cut.seen, cut.letters = spoiled(square, dice), boxes[near], paper.seen[near], paper.letters[near]
    return cut


def spoiled(picture: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Paler or darker, softer, noisier."""
    seen = picture.astype("f4")
    if dice.random() < 0.3:
        weight = dice.uniform(0.15, 0.5)
        seen = seen * (1 - weight) + weight * (np.roll(seen, 1, 1) + np.roll(seen, -1, 1) + np.roll(seen, 1, 0) + np.roll(seen, -1, 0)) / 4
    if dice.random() < 0.5:
        seen = (seen - 255) * dice.uniform(0.4, 1.3) + 255
    if dice.random() < 0.4:
        seen = seen + dice.normal(0, dice.uniform(1, 10), seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def turned(paper: Paper, dice: np.random.Generator) -> Paper:
    """The same at any angle, half of the time on its side: there PP-OCR's network is right as it is, and no word is demanded."""
    if dice.random() < 0.5:
        picture = np.rot90(paper.picture, int(dice.choice([1, 3])))
    else:
        picture = np.asarray(Image.fromarray(paper.picture).rotate(dice.uniform(0, 360), Image.Resampling.BILINEAR, fillcolor=255))
    other = copy.copy(paper)
    other.picture, other.seen = np.ascontiguousarray(picture), np.zeros_like(paper.seen)
    return other


def together(pictures: list[np.ndarray]) -> torch.Tensor:
    batch = np.stack(pictures)[:, None].astype("f4") / 127.5 - 1.0
    return torch.from_numpy(np.repeat(batch, 3, 1))


@torch.no_grad()
def seen_by(network: Taught, pictures: list[np.ndarray]) -> np.ndarray:
    return network(together(pictures)).sigmoid()[:, 0].numpy()


def whole(network: Taught, picture: np.ndarray) -> np.ndarray:
    """The map of a picture whose sides are multiples of 32, as the reader's are."""
    return seen_by(network, [picture])[0]


def check(network: Taught, known: list[Paper]) -> str:
    shares, free = [], []
    for paper in known:
        probability = whole(network, paper.picture)
        shares.extend(covered(paper, probability))
        free.append(beside_words(paper, probability))
    lone = np.array([share for letters, share in shares if letters == 1])
    words = np.array([share for letters, share in shares if letters > 1])
    return (
        f"signs overlooked {(lone < 0.1).mean():.4f}, words overlooked {(words < 0.1).mean():.4f}, "
        f"words cut {(words < 0.7).mean():.4f}, seen beside words {np.mean(free):.5f}"
    )


def loss_of(scores: torch.Tensor, targets: np.ndarray, missed: np.ndarray) -> torch.Tensor:
    """Cross-entropy for each pixel: text, what is overlooked, and bare paper weigh differently."""
    known = ~np.isnan(targets)
    weight = np.where(missed, MISSED, np.where(np.nan_to_num(targets) > 0.1, 1.0, BARE)) * known
    weight, target = torch.from_numpy(weight.astype("f4")), torch.from_numpy(np.nan_to_num(targets).astype("f4"))
    losses = torch.nn.functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
    return (losses * weight).sum() / weight.sum()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--check", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60, help="of CPU, all runs together")
    parser.add_argument("--every", type=float, default=8, help="CPU minutes between looks")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--frozen", type=int, default=0, help="first convolutions that stay as they are: they cost most")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights of another round, as `OUT.pt` has them")
    parser.add_argument("--out", type=Path, default=Path("text"))
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    dice = np.random.default_rng(arguments.seed)

    teacher = Taught(plain_file(arguments.base)).eval()
    network = Taught(plain_file(arguments.base)).train()
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start, weights_only=False)["mean"])
    network.freeze(arguments.frozen)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    print(sum(weight.numel() for weight in weights), "weights")
    optimiser = torch.optim.AdamW(weights, lr=arguments.rate, weight_decay=1e-4, betas=(0.9, 0.98))
    mean = copy.deepcopy(network.state_dict())
    done = step = 0
    saved = arguments.out.with_suffix(".pt")
    if saved.exists():
        state = torch.load(saved, weights_only=False)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        mean, done, step = state["mean"], state["seconds"], state["step"]
        dice.bit_generator.state = state["dice"]
    known = papers([arguments.check])
    looker = Taught(network.file).eval()

    def look(loss: float) -> None:
        looker.load_state_dict(mean)
        print(f"{done / 60:.1f} min, step {step}, loss {loss:.4f}: {check(looker, known)}", flush=True)
        torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean, "seconds": done, "step": step,
                    "dice": dice.bit_generator.state}, saved)
        onnx.save(swift(network.to_file(mean)), arguments.out.with_suffix(".onnx"))

    if step == 0:
        look(float("nan"))
    budget, looked, losses, count, taught = arguments.minutes * 60, done, [], 0, []
    while done < budget:
        if step % 100 == 0 or not taught:
            # Files that have come since are taken in.
            files = [file for file in arguments.papers if file.with_suffix(".ok").exists()]
            if len(files) != count:
                taught, count = papers(files), len(files)
                print(len(taught), "papers", flush=True)
        start = time.process_time()
        rate = arguments.rate * min(1.0, (step + 1) / 60) * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * done / budget)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        parts = [part(taught[dice.integers(len(taught))], dice) for _ in range(arguments.batch)]
        parts = [turned(one, dice) if dice.random() < TURNED else one for one in parts]
        pictures = [one.picture for one in parts]
        goals = [wanted(one, said) for one, said in zip(parts, seen_by(teacher, pictures))]
        scores = network(together(pictures))[:, 0]
        loss = loss_of(scores, np.stack([goal[0] for goal in goals]), np.stack([goal[1] for goal in goals]))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 2.0)
        optimiser.step()
        step += 1
        decay = min(0.995, step / (step + 20))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    mean[name].lerp_(value, 1 - decay)
        losses.append(float(loss))
        done += time.process_time() - start
        if step % 50 == 0:
            print(f"  step {step}, {done / 60:.1f} min, loss {np.mean(losses[-50:]):.4f}", flush=True)
        if done - looked > arguments.every * 60 or done >= budget:
            look(float(np.mean(losses)))
            looked, losses = done, []


if __name__ == "__main__":
    main()
