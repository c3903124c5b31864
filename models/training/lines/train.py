"""Teaches PP-OCR's recogniser the letters and spaces of French papers. `README.md` has the recipe.

    python3 train.py --base ppocr-v4-rec.onnx --strips data/d*.jsonl --check check.jsonl --minutes 60 --out lines

Goes on from `OUT.pt` when there is one. Writes `OUT.onnx` after each look at the strips to check with.
"""

import argparse
import copy
import os
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

# Prepared convolutions of all shapes are kept.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "30000")
os.environ.setdefault("LRU_CACHE_CAPACITY", "30000")

import numpy as np
import onnx
import torch

from network import LETTERS, Network, with_our_letters
from plain import plain_file, swift
from strips import CLASS_OF, Strips, spoiled, together

LETTER_OF = {index: letter for letter, index in CLASS_OF.items()}


def read(scores: np.ndarray) -> str:
    """The best class of each step, repeats folded, nothing left out."""
    best = scores.argmax(-1)
    return "".join(LETTER_OF[step] for step, before in zip(best, [0, *best[:-1]]) if step and step != before).strip()


def edits(a, b) -> int:
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (one != other))
    return row[-1]


@torch.no_grad()
def check(network: Network, strips: Strips) -> str:
    network.eval()
    wrong = letters = right = words = exact = joined = 0
    said_of = {}
    for batch in strips.batches(np.random.default_rng(0), 4000):
        scores = network(torch.from_numpy(together([strips.image(index) for index in batch]))).numpy()
        said_of.update(zip(batch, map(read, scores)))
    for index, said in said_of.items():
        text = strips.text(index)
        wrong, letters = wrong + edits(text, said), letters + len(text)
        want, have = text.split(), said.split()
        right, words = right + sum(word in have for word in want), words + len(want)
        exact += said == text
        joined += said.replace(" ", "") == text.replace(" ", "")
    network.train()
    return f"letters wrong {wrong / letters:.4f}, words right {right / words:.4f}, strips exact {exact / len(strips):.4f}, but for spaces {joined / len(strips):.4f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--strips", type=Path, nargs="+", required=True)
    parser.add_argument("--check", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60, help="of CPU, all runs together")
    parser.add_argument("--every", type=float, default=8, help="CPU minutes between looks")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--frozen", type=int, default=0, help="first convolutions that stay as they are: they cost most")
    parser.add_argument("--columns", type=int, default=6000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("lines"))
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    dice = np.random.default_rng(arguments.seed)

    network = Network(with_our_letters(plain_file(arguments.base)))
    network.train()
    network.freeze(arguments.frozen)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    print(sum(weight.numel() for weight in weights), "weights")
    optimiser = torch.optim.AdamW(weights, lr=arguments.rate, weight_decay=1e-3, betas=(0.9, 0.98))
    mean = copy.deepcopy(network.state_dict())
    done = step = 0
    saved = arguments.out.with_suffix(".pt")
    if saved.exists():
        state = torch.load(saved, weights_only=False)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        mean, done, step = state["mean"], state["seconds"], state["step"]
        dice.bit_generator.state = state["dice"]
    known = Strips([arguments.check])
    looker = Network(network.file)

    def look(loss: float) -> None:
        looker.load_state_dict(mean)
        print(f"{done / 60:.1f} min, step {step}, loss {loss:.4f}: {check(looker, known)}", flush=True)
        torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "mean": mean, "seconds": done, "step": step,
                    "dice": dice.bit_generator.state}, saved)
        onnx.save(swift(network.to_file(mean)), arguments.out.with_suffix(".onnx"))

    if step == 0:
        look(float("nan"))
    budget, looked, losses = arguments.minutes * 60, done, []
    while done < budget:
        # Files that have come since the last round are taken in.
        strips = Strips([file for file in arguments.strips if file.with_suffix(".bin").exists() and file.with_suffix(".ok").exists()])
        print(len(strips), "strips", flush=True)
        for batch in strips.batches(dice, arguments.columns):
            start = time.process_time()
            share = done / budget
            rate = arguments.rate * min(1.0, (step + 1) / 60) * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * share)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            images = [spoiled(strips.image(index), dice) for index in batch]
            texts = [strips.text(index) for index in batch]
            scores = network(torch.from_numpy(together(images))).transpose(0, 1)
            steps = torch.full((len(batch),), scores.shape[0])
            targets = torch.tensor([CLASS_OF[letter] for text in texts for letter in text], dtype=torch.long)
            lengths = torch.tensor([len(text) for text in texts])
            losses_here = torch.nn.functional.ctc_loss(scores, targets, steps, lengths, reduction="none", zero_infinity=True) / lengths.clamp(min=4)
            # A strip that nobody could read teaches noise.
            loss = losses_here.clamp(max=6.0).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 2.0)
            optimiser.step()
            step += 1
            decay = min(0.998, step / (step + 20))
            with torch.no_grad():
                for name, value in network.state_dict().items():
                    if value.dtype.is_floating_point:
                        mean[name].lerp_(value, 1 - decay)
            losses.append(float(loss))
            done += time.process_time() - start
            if step % 50 == 0:
                print(f"  step {step}, {done / 60:.1f} min, loss {np.mean(losses[-50:]):.3f}", flush=True)
            if done - looked > arguments.every * 60 or done >= budget:
                look(float(np.mean(losses)))
                looked, losses = done, []
            if done >= budget:
                break


if __name__ == "__main__":
    main()
