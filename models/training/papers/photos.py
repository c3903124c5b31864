"""Reads what `sesame-specimens masks` writes."""

from pathlib import Path

import torch

# The owner of what a hand covers; papers have lower numbers, and 0 is nobody.
HAND = 255


def read_pnm(path):
    data = path.read_bytes()
    kind, size, _, pixels = data.split(b"\n", 3)
    width, height = map(int, size.split())
    array = torch.frombuffer(bytearray(pixels), dtype=torch.uint8)
    if kind == b"P6":
        return array.view(height, width, 3).permute(2, 0, 1)
    return array.view(height, width)


def papers(folders):
    """Photos, and which paper owns each pixel: a hand is none."""
    return [(photo, owners.masked_fill(owners == HAND, 0)) for photo, owners in photos(folders)]


def photos(folders):
    """The same, with hands."""
    stems = sorted(path for folder in folders for path in Path(folder).glob("*.pgm"))
    return [(read_pnm(path.with_suffix(".ppm")), read_pnm(path)) for path in stems]
