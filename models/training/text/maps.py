"""Papers as the line detector sees them, with their words, as `cargo run -p sesame-ocr --example maps` writes them."""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

# Print lower than this, in pixels, is no line to the reader.
LOW = 6.0
# What is darkest in a word differs so much, of 255, from the paper around it, or nobody can see it.
CONTRAST = 14
# The core of a word: so much of its height is left out on each side. PP-OCR's labels leave out .42; a lone digit would have
# too few pixels left.
MARGIN = 0.3
# Above this probability a pixel is text to the reader.
TEXT = 0.3
# A word of whose core less is seen is cut.
COVERED = 0.7
# Words of one line stand less apart than so much of their height.
GAP = 0.6


class Paper:
    """A picture, and the corners of each word in it, clockwise from the word's upper left."""

    def __init__(self, picture: np.ndarray, words: list[dict]):
        self.picture = picture
        self.boxes = np.array([word["box"] for word in words], "f4").reshape(-1, 4, 2)
        self.seen = np.array([word["seen"] for word in words], bool)
        self.letters = np.array([len(word["text"]) for word in words], int)


def papers(files: list[Path]) -> list[Paper]:
    found = []
    for file in files:
        pixels = np.memmap(file.with_suffix(".bin"), np.uint8, "r")
        for row in file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(row)
            size = row["height"], row["width"]
            picture = pixels[row["at"] : row["at"] + size[0] * size[1]].reshape(size)
            inside = [word for word in row["words"] if is_inside(np.array(word["box"]), size)]
            if inside:
                found.append(Paper(picture, inside))
    return found


def is_inside(box: np.ndarray, size: tuple[int, int]) -> bool:
    middle = box.mean(0)
    return bool((middle > 0).all() and middle[0] < size[1] and middle[1] < size[0])


def height_of(box: np.ndarray) -> float:
    return float(np.linalg.norm(box[3] + box[2] - box[0] - box[1]) / 2)


def core(box: np.ndarray) -> np.ndarray:
    """The box without `MARGIN` of its height on each side; a narrow word keeps a third of its width."""
    along, across = (box[1] + box[2] - box[0] - box[3]) / 2, (box[3] + box[2] - box[0] - box[1]) / 2
    wide, tall = np.linalg.norm(along), np.linalg.norm(across)
    side = min(MARGIN * tall, wide / 3) / max(wide, 1e-6)
    middle = box.mean(0)
    return np.array([middle + (u * (0.5 - side)) * along + (v * (0.5 - MARGIN)) * across for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def filled(shape: tuple[int, int], box: np.ndarray) -> tuple[slice, slice, np.ndarray] | None:
    """The pixels inside of a box: a window of a map of this shape, and a mask of it."""
    left, top = np.maximum(np.floor(box.min(0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(box.max(0)).astype(int) + 1, (shape[1], shape[0]))
    if right <= left or bottom <= top:
        return None
    mask = Image.new("1", (int(right - left), int(bottom - top)))
    ImageDraw.Draw(mask).polygon([tuple(point) for point in box - (left, top)], fill=1)
    return slice(top, bottom), slice(left, right), np.asarray(mask)


def is_visible(picture: np.ndarray, box: np.ndarray) -> bool:
    place = filled(picture.shape, box)
    if place is None or not place[2].any():
        return False
    values = picture[place[0], place[1]][place[2]]
    return float(np.median(values)) - float(np.percentile(values, 4)) >= CONTRAST or float(np.percentile(values, 96)) - float(np.median(values)) >= CONTRAST


def gap(box: np.ndarray, following: np.ndarray) -> np.ndarray | None:
    """The core of what is between two words of a line; `None` where they stand apart, as in two cells."""
    right, left = (box[1] + box[2]) / 2, (following[0] + following[3]) / 2
    tall = height_of(box)
    if np.linalg.norm(left - right) > GAP * tall or not 0.8 < height_of(following) / max(tall, 1e-6) < 1.25:
        return None
    one, other = core(box), core(following)
    return np.array([one[1], other[0], other[3], one[2]])


def wanted(paper: Paper, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the detector should say, and where it says otherwise although it could see: words that it overlooks or cuts.

    Else it should say what it says. Around such a word nothing is demanded: that is `nan`.
    """
    target, missed = probability.copy(), np.zeros(probability.shape, bool)
    visible = [index for index, box in enumerate(paper.boxes) if paper.seen[index] and height_of(box) >= LOW and is_visible(paper.picture, box)]
    cores = []
    for index in visible:
        box = paper.boxes[index]
        place = filled(probability.shape, core(box))
        if place is None or not place[2].any():
            continue
        if (probability[place[0], place[1]][place[2]] > TEXT).mean() < COVERED:
            around = filled(probability.shape, box)
            whole = target[around[0], around[1]]
            whole[around[2] & (whole < TEXT)] = np.nan
            cores.append(place)
            between = gap(box, paper.boxes[index + 1]) if index + 1 in visible else None
            if between is not None and (place := filled(probability.shape, between)) is not None:
                cores.append(place)
    for rows, columns, mask in cores:
        target[rows, columns][mask] = 1.0
        missed[rows, columns] |= mask
    return target, missed


def covered(paper: Paper, probability: np.ndarray) -> list[tuple[int, float]]:
    """Letters of each visible word, and the share of its core that was seen as text."""
    found = []
    for index, box in enumerate(paper.boxes):
        if paper.seen[index] and height_of(box) >= LOW and is_visible(paper.picture, box):
            place = filled(probability.shape, core(box))
            if place is not None and place[2].any():
                found.append((int(paper.letters[index]), float((probability[place[0], place[1]][place[2]] > TEXT).mean())))
    return found


def beside_words(paper: Paper, probability: np.ndarray) -> float:
    """Share of the picture that is seen as text where no word is."""
    free = probability > TEXT
    for box in paper.boxes:
        place = filled(probability.shape, box)
        if place is not None:
            free[place[0], place[1]][place[2]] = False
    return float(free.mean())
