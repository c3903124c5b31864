"""What our camera does not have: other tables, hard shadows, coloured light, other lenses."""

import math

import torch
from torch.nn import functional as F

SIDE = 256  # of a piece to learn from, pixels


def piece(photo, owners, dice, seen_at=(300.0, 600.0)):
    """A turned, zoomed, mirrored piece of a photo (3 x SIDE x SIDE) and its owners (SIDE/2 x SIDE/2)."""
    height, width = owners.shape
    longer = max(height, width)
    # The longer side of the photo becomes so many pixels: the reader shows it at 448.
    seen = math.exp(dice.uniform(*map(math.log, seen_at)))
    turn = dice.choice((0.0, 90.0, 180.0, 270.0)) + dice.uniform(-12.0, 12.0)
    if dice.random() < 0.3:
        turn = dice.uniform(0.0, 360.0)
    stretch = math.exp(dice.uniform(-0.15, 0.15))
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    # Half of the piece's side in the photo's pixels.
    half = SIDE / 2 * longer / seen
    mirror = -1.0 if dice.random() < 0.5 else 1.0
    room_x, room_y = max(0.0, width / 2 - half * 0.8), max(0.0, height / 2 - half * 0.8)
    shift_x, shift_y = dice.uniform(-room_x, room_x), dice.uniform(-room_y, room_y)
    theta = torch.tensor(
        [
            [mirror * cosine * half * stretch / (width / 2), -sine * half / (width / 2), shift_x / (width / 2)],
            [mirror * sine * half * stretch / (height / 2), cosine * half / (height / 2), shift_y / (height / 2)],
        ]
    )[None]
    grid = F.affine_grid(theta, (1, 1, SIDE, SIDE), align_corners=False)
    shown = F.grid_sample(photo[None].float() / 255.0, grid, padding_mode="reflection", align_corners=False)
    grid = F.affine_grid(theta, (1, 1, SIDE // 2, SIDE // 2), align_corners=False)
    owned = F.grid_sample(owners[None, None].float(), grid, mode="nearest", padding_mode="reflection", align_corners=False)
    return shown[0], owned[0, 0].round()


FIELD = SIDE // 2  # fields of light and tables are smooth: half as fine is enough, and four times as cheap


def clouds(count, cells):
    """Smooth random fields in about [-1, 1]."""
    coarse = torch.randn(count, 1, cells, cells) * 0.7
    return F.interpolate(coarse, (FIELD, FIELD), mode="bilinear").clamp(-1, 1)


def enlarged(field):
    return F.interpolate(field, (SIDE, SIDE), mode="bilinear")


def pick(count, chance):
    """Which pictures of a batch something happens to."""
    return (torch.rand(count) < chance).float()[:, None, None, None]


def axes(count):
    """Coordinates along a random direction, in [-1.4, 1.4]."""
    y, x = torch.meshgrid(torch.linspace(-1, 1, FIELD), torch.linspace(-1, 1, FIELD), indexing="ij")
    angle = torch.rand(count, 1, 1, 1) * 2 * math.pi
    return torch.cos(angle) * x + torch.sin(angle) * y


def tables(count):
    """Procedural tables: grain at a random scale, stripes, two colours."""
    colours = torch.rand(count, 2, 3, 1, 1)
    grey = colours.mean(2, keepdim=True)
    colours = grey + (colours - grey) * torch.rand(count, 1, 1, 1, 1)
    # A third is as bright as paper.
    bright = pick(count, 0.33)[:, None]
    colours = colours * (1 - bright) + (0.75 + 0.25 * colours) * bright
    pattern = torch.zeros(count, 1, FIELD, FIELD)
    for cells in (5, 14, 40, 120):
        pattern = pattern + clouds(count, cells) * torch.rand(count, 1, 1, 1)
    stripes = torch.sin(axes(count) * torch.exp(torch.rand(count, 1, 1, 1) * 3.5 + 1.0))
    pattern = pattern + pick(count, 0.35) * stripes
    share = torch.sigmoid(pattern * torch.exp(torch.rand(count, 1, 1, 1) * 3.0 - 1.0))
    noise = torch.randn(count, 3, FIELD, FIELD) * 0.08 * torch.rand(count, 1, 1, 1)
    return enlarged(colours[:, 0] * share + colours[:, 1] * (1 - share) + noise).clamp(0, 1)


def disguise(pictures, owners):
    """The same papers on other tables, in other light, through other lenses."""
    count = len(pictures)
    changed = count // 4
    table = enlarged((owners[:changed] == 0).float()[:, None])
    others = pictures[:changed] * (1 - table) + tables(changed) * table
    pictures = torch.cat([others, pictures[changed:]])
    # Light: slopes, clouds, hard shadows of what stands beside the table, several to a photo.
    light = 1 + 0.4 * torch.rand(count, 1, 1, 1) * axes(count)
    light = light * (1 + pick(count, 0.5) * 0.35 * torch.rand(count, 1, 1, 1) * clouds(count, 5))
    for chance in (0.45, 0.25, 0.15):
        bent = axes(count) + 0.25 * torch.rand(count, 1, 1, 1) * clouds(count, 4)
        inside = torch.rand(count, 1, 1, 1) * 1.6 - 0.8
        wide = 0.15 + torch.rand(count, 1, 1, 1) * 1.5
        sharp = torch.exp(torch.rand(count, 1, 1, 1) * 3.2 + 1.6)
        shadow = torch.sigmoid((wide / 2 - (bent - inside).abs()) * sharp)
        light = light * (1 - pick(count, chance) * (0.2 + 0.55 * torch.rand(count, 1, 1, 1)) * shadow)
    tint = torch.exp(torch.randn(count, 3, 1, 1) * (0.05 + 0.22 * pick(count, 0.3)))
    level = torch.exp(torch.randn(count, 1, 1, 1) * 0.2)
    pictures = (pictures * enlarged(light) * tint * level).clamp(0, 1)
    # A tone curve, as a power would give and cheaper.
    pictures = pictures + (torch.rand(count, 1, 1, 1) - 0.5) * pictures * (1 - pictures)
    grey = pictures.mean(1, keepdim=True)
    pictures = grey + (pictures - grey) * (0.4 + 1.1 * torch.rand(count, 1, 1, 1)) * (1 - pick(count, 0.06))
    swapped = pictures[:, torch.randperm(3)]
    pictures = torch.where(pick(count, 0.15) > 0, swapped, pictures)
    soft = F.avg_pool2d(pictures[-changed:], 3, 1, 1, count_include_pad=False)
    pictures = torch.cat([pictures[:-changed], soft])
    noise = torch.randn(count, 1, SIDE, SIDE) * 0.05 * torch.rand(count, 3, 1, 1) ** 2
    return (pictures + noise).clamp(0, 1)


def targets(owners):
    """From owners (N x h x w): paper, edge, and weights for the edge, each N x h x w."""
    paper = (owners > 0).float()
    around = owners[:, None]
    high = F.max_pool2d(around, 3, 1, 1)[:, 0]
    low = -F.max_pool2d(-around, 3, 1, 1)[:, 0]
    edge = (high != low).float()
    # Where a paper meets another, nothing but the edge tells them apart.
    paper_only = torch.where(around > 0, around, torch.full_like(around, 99.0))
    least = -F.max_pool2d(-paper_only, 7, 1, 3)[:, 0]
    most = F.max_pool2d(around, 7, 1, 3)[:, 0]
    meeting = ((most > 0) & (least < 99) & (least != most)).float()
    return paper, edge, 1.0 + 2.0 * edge + 3.0 * meeting
