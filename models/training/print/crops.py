"""Cuts pieces of print, and of paper and tables without print, out of photos of `sesame-specimens defects`.

crops.py DEFECTS [DEFECTS ...] --out FILE.npz
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

SIDE = 288  # of a piece, pixels: turned and shrunk, it still fills what the network sees
WITH_PRINT = 10  # pieces of a photo with a word in the middle
WITHOUT = 6
TABLE = 2
# A printed letter x by the height of its word; see X_OF_WORD of the specimens.
X_OF_WORD = 0.7
# Only these show print as sharp as it should be; of the others blank backs are taken.
SHARP = {None, "glare", "shadow", "cut_off", "finger"}


def words_of(photo):
    """Middle, half the extent along both axes, and height of a letter x of every word: N x 5."""
    rows = []
    for paper in photo["papers"]:
        for line in paper["lines"]:
            for word in line["words"]:
                box = np.array(word["box"])
                height = np.hypot(*(box[3] - box[0]))
                (x, y), half = box.mean(0), (box.max(0) - box.min(0)) / 2
                rows.append((x, y, *half, X_OF_WORD * height))
    return np.array(rows, np.float32).reshape(-1, 5)


def touching(words, left, top, side):
    """Words of which a part lies in a square."""
    middle = np.array([left, top]) + side / 2
    return words[(np.abs(words[:, :2] - middle) < side / 2 + words[:, 2:4]).all(1)]


def on_paper(photo, spots):
    """Which spots lie on a paper, well away from its edges."""
    inside = np.zeros(len(spots), bool)
    for paper in photo["papers"]:
        quad = np.array(paper["region"])
        quad = quad.mean(0) + (quad - quad.mean(0)) * 0.9
        ahead = np.roll(quad, -1, 0) - quad
        sides = [a[0] * (spots[:, 1] - q[1]) - a[1] * (spots[:, 0] - q[0]) for q, a in zip(quad, ahead)]
        inside |= (np.array(sides) > 0).all(0)
    return inside


def pieces(photo, grey, dice):
    """Of one photo: pieces, height of a letter x in each or 0 where there is none."""
    words = words_of(photo)
    height, width = grey.shape
    kind = photo["defect"]["kind"] if "defect" in photo else None

    def fits(left, top):
        return 0 <= left <= width - SIDE and 0 <= top <= height - SIDE

    def cut(left, top):
        return grey[top : top + SIDE, left : left + SIDE]

    if kind in SHARP:
        for _ in range(WITH_PRINT if len(words) else 0):
            word = words[dice.randrange(len(words))]
            left, top = (int(at - SIDE / 2 + dice.uniform(-40, 40)) for at in word[:2])
            if fits(left, top):
                yield cut(left, top), float(np.median(touching(words, left + SIDE / 4, top + SIDE / 4, SIDE / 2)[:, 4]))
    if kind in SHARP or kind == "blank":
        spots = np.array([(dice.uniform(0, width), dice.uniform(0, height)) for _ in range(400)])
        paper = on_paper(photo, spots)
        for chosen, most in ((spots[paper], WITHOUT), (spots[~paper], TABLE)):
            left = most
            for x, y in chosen:
                x, y = int(x - SIDE / 2), int(y - SIDE / 2)
                if left and fits(x, y) and not len(touching(words, x, y, SIDE)):
                    left -= 1
                    yield cut(x, y), 0.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="+")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    dice = random.Random(1)
    found, heights = [], []
    for folder in map(Path, arguments.data):
        for line in (folder / "truth.jsonl").read_text().splitlines():
            photo = json.loads(line)
            grey = np.asarray(ImageOps.exif_transpose(Image.open(folder / photo["file"])).convert("L"))
            for piece, x_height in pieces(photo, grey, dice):
                found.append(piece)
                heights.append(x_height)
    np.savez(arguments.out, pieces=np.stack(found), x_heights=np.array(heights, np.float32))
    print(f"{len(found)} pieces, {sum(x > 0 for x in heights)} with print")


if __name__ == "__main__":
    main()
