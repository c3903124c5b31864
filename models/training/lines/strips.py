"""Strips with their words, as `cargo run -p sesame-ocr --example strips` writes them, and batches of them."""

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from network import LETTERS

ROWS = 48
CLASS_OF = {letter: index for index, letter in enumerate(LETTERS, 1)} | {" ": len(LETTERS) + 1}
# One form of signs that nobody can tell apart in print.
SAME = str.maketrans({"‘": "’", "−": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "―": "—", "ﬁ": "fi", "ﬂ": "fl"})
COLUMNS_MIN, COLUMNS_MAX = 64, 1600
# Few widths: PyTorch prepares a convolution anew for each shape, which takes longer than to run it.
WIDTH_STEP = 96


class Strips:
    """All strips of some files that the network can write down."""

    def __init__(self, files: list[Path]):
        self.pixels = [np.memmap(file.with_suffix(".bin"), np.uint8, "r") for file in files]
        self.rows = []
        for number, file in enumerate(files):
            for row in file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
                row = json.loads(row)
                text = row["text"].translate(SAME)
                if row["columns"] <= COLUMNS_MAX and all(letter in CLASS_OF for letter in text):
                    self.rows.append((number, row["at"], row["columns"], text))

    def __len__(self):
        return len(self.rows)

    def image(self, index: int) -> np.ndarray:
        number, at, columns, _ = self.rows[index]
        return np.asarray(self.pixels[number][at : at + ROWS * columns]).reshape(ROWS, columns)

    def text(self, index: int) -> str:
        return self.rows[index][3]

    def batches(self, dice: np.random.Generator, columns: int):
        """Indices of strips of about the same width, in any order, so that a batch has about so many columns."""
        shelves: dict[int, list[int]] = {}
        for index in dice.permutation(len(self.rows)):
            shelves.setdefault(-(-self.rows[index][2] // WIDTH_STEP), []).append(int(index))
        batches = []
        for width, shelf in shelves.items():
            count = max(1, columns // (width * WIDTH_STEP))
            batches.extend(shelf[start : start + count] for start in range(0, len(shelf), count))
        dice.shuffle(batches)
        return batches


def from_afar(image: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """The strip as a smaller photo of the same page would have given it: fewer pixels, pressed, enlarged again."""
    rows, columns = image.shape
    tall = dice.uniform(15, 32)
    small = Image.fromarray(image).resize((max(4, round(columns * tall / rows)), round(tall)), Image.Resampling.BOX)
    if dice.random() < 0.7:
        pressed = io.BytesIO()
        small.save(pressed, "JPEG", quality=int(dice.integers(35, 92)))
        small = Image.open(pressed)
    return np.asarray(small.resize((columns, rows), Image.Resampling.BILINEAR))


def spoiled(image: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Another look at the same strip: wider or narrower, a little up or down, paler, softer, noisier."""
    if dice.random() < 0.2:
        image = from_afar(image, dice)
    rows, columns = image.shape
    stretch = float(np.exp(dice.normal(0.04, 0.13)))
    wide = max(8, int(columns * stretch))
    tall, down = dice.normal(1.0, 0.06), dice.normal(0.0, 1.3)
    tilt = dice.normal(0.0, 0.8) / max(columns, 200)
    x = (np.arange(wide) + 0.5) / stretch - 0.5
    y = (np.arange(rows) + 0.5 - rows / 2) * tall + rows / 2 - 0.5 + down
    y = y[:, None] + tilt * (x[None, :] - columns / 2)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    part_x, part_y = (x - left)[None, :].astype("f4"), (y - top).astype("f4")
    a, b = np.clip(left, 0, columns - 1), np.clip(left + 1, 0, columns - 1)
    c, d = np.clip(top, 0, rows - 1), np.clip(top + 1, 0, rows - 1)
    a, b = np.broadcast_to(a, (rows, wide)), np.broadcast_to(b, (rows, wide))
    source = image.astype("f4")
    seen = (source[c, a] * (1 - part_x) + source[c, b] * part_x) * (1 - part_y) + (source[d, a] * (1 - part_x) + source[d, b] * part_x) * part_y
    if dice.random() < 0.25:
        weight = dice.uniform(0.15, 0.5)
        seen = seen * (1 - weight) + weight * (np.roll(seen, 1, 1) + np.roll(seen, -1, 1) + np.roll(seen, 1, 0) + np.roll(seen, -1, 0)) / 4
    if dice.random() < 0.5:
        seen = 255 * np.clip(seen / 255, 0, 1) ** np.exp(dice.normal(0, 0.25))
    if dice.random() < 0.5:
        seen = (seen - 255) * dice.uniform(0.55, 1.25) + 255 - max(0.0, dice.normal(0, 12))
    if dice.random() < 0.4:
        seen = seen + dice.normal(0, dice.uniform(1, 12), seen.shape)
    if dice.random() < 0.15:
        # A crease or the edge of a shadow.
        at, width = dice.integers(0, wide), dice.uniform(2, 14)
        seen = seen - dice.uniform(15, 80) * np.exp(-(((np.arange(wide) - at + dice.normal(0, 0.5) * (np.arange(rows)[:, None] - 24)) / width) ** 2))
    return np.clip(seen, 0, 255)


def together(images: list[np.ndarray], step: int = WIDTH_STEP) -> np.ndarray:
    """(n, 3, 48, columns) in [-1, 1]; what is missing on the right is 0, as when reading."""
    width = max(COLUMNS_MIN, max(-(-image.shape[1] // step) * step for image in images))
    batch = np.zeros((len(images), 3, ROWS, width), "f4")
    for place, image in zip(batch, images):
        place[:, :, : image.shape[1]] = image / 127.5 - 1.0
    return batch
