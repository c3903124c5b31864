"""Reads what `sesame-specimens masks` writes."""

from pathlib import Path

import torch


def read_pnm(path):
    data = path.read_bytes()
    kind, size, _, pixels = data.split(b"\n", 3)
    width, height = map(int, size.split())
    array = torch.frombuffer(bytearray(pixels), dtype=torch.uint8)
    if kind == b"P6":
        return array.view(height, width, 3).permute(2, 0, 1)
    return array.view(height, width)


def photos(folders):
    stems = sorted(path for folder in folders for path in Path(folder).glob("*.pgm"))
    return [(read_pnm(path.with_suffix(".ppm")), read_pnm(path)) for path in stems]
