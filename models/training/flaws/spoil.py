"""What goes wrong with a photo of papers: cast shadows, burnt spots, fingers. Each comes with where it is."""

import math
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

sys.path.append(str(Path(__file__).parent.parent / "papers"))
import augment  # noqa: E402

# Shadows and fingers are large: half the size at which papers are found shows them, at a quarter of the cost.
augment.SIDE, augment.FIELD = SIDE, FIELD = 128, 64
from augment import axes, clouds, enlarged, pick, tables  # noqa: E402
from photos import HAND  # noqa: E402

SHADOW, GLARE, FINGER = range(3)
# Red, green, blue of skin in daylight, from pale to dark.
SKINS = torch.tensor([[232, 190, 165], [222, 172, 145], [198, 144, 112], [182, 128, 100], [141, 94, 70], [112, 74, 56], [72, 48, 38]]) / 255


def between(count, low, high):
    return low + (high - low) * torch.rand(count, 1, 1, 1)


def grid():
    y, x = torch.meshgrid(torch.linspace(-1, 1, FIELD), torch.linspace(-1, 1, FIELD), indexing="ij")
    return x[None, None], y[None, None]


def stroke(start, end, x, y):
    """Distance of each point to a line between two points, and how far along it the nearest is."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-6)).clamp(0, 1)
    return torch.hypot(x - ax - along * dx, y - ay - along * dy), along


def hand_shape(count, x, y):
    """Signed distance to a palm with three fingers that reach in from a side."""
    side = torch.rand(count, 1, 1, 1) * 2 * math.pi
    out = (torch.cos(side), torch.sin(side))
    far = between(count, 0.3, 1.1)
    palm = (out[0] * far, out[1] * far)
    shape = stroke(palm, (out[0] * 2.5, out[1] * 2.5), x, y)[0] - between(count, 0.12, 0.4)
    for finger in (-1, 0, 1):
        way = side + math.pi + finger * between(count, 0.2, 0.5)
        length = between(count, 0.2, 0.6)
        tip = (palm[0] + torch.cos(way) * length, palm[1] + torch.sin(way) * length)
        shape = torch.minimum(shape, stroke(palm, tip, x, y)[0] - between(count, 0.04, 0.1))
    return shape


def shadows(count):
    """Darkness in [0, 1] of one shadow for each picture: of a hand, a head, a shelf, a phone."""
    x, y = grid()
    bent = axes(count) + between(count, 0.0, 0.3) * clouds(count, 4)
    half_plane = bent - between(count, -0.7, 0.7)
    band = (bent - between(count, -0.7, 0.7)).abs() - between(count, 0.1, 0.4)
    centre = (between(count, -1, 1), between(count, -1, 1))
    head = torch.hypot((x - centre[0]) * between(count, 0.7, 1.4), y - centre[1]) - between(count, 0.25, 0.8)
    head = head + 0.1 * clouds(count, 5)
    shapes = torch.stack([half_plane, band, head, hand_shape(count, x, y)])
    chosen = torch.randint(0, 4, (count,))
    shape = shapes[chosen, torch.arange(count)]
    soft = torch.exp(between(count, math.log(0.015), math.log(0.3)))
    inside = (0.5 - shape / soft).clamp(0, 1)
    return inside * inside * (3 - 2 * inside)


def burnt(count):
    """Light that a lamp adds, 0 far from its spots: 1 or 2, round or long."""
    x, y = grid()
    light = torch.zeros(count, 1, FIELD, FIELD)
    for chance in (1.0, 0.35):
        angle = torch.rand(count, 1, 1, 1) * math.pi
        cx, cy = between(count, -0.9, 0.9), between(count, -0.9, 0.9)
        u = (x - cx) * torch.cos(angle) + (y - cy) * torch.sin(angle)
        v = (y - cy) * torch.cos(angle) - (x - cx) * torch.sin(angle)
        long = torch.exp(between(count, math.log(0.06), math.log(0.35)))
        wide = long / between(count, 1.0, 4.0)
        d2 = (u / long) ** 2 + (v / wide) ** 2 + 0.3 * clouds(count, 12)
        spot = between(count, 0.35, 0.7) * torch.exp(between(count, 0.4, 2.0) * (1 - d2))
        light = light + pick(count, chance) * spot.clamp(max=3)
    return light


def fingers(count):
    """Cover in [0, 1], shading, and a colour for each picture."""
    x, y = grid()
    cover, shade = torch.zeros(count, 1, FIELD, FIELD), torch.ones(count, 1, FIELD, FIELD)
    for chance in (1.0, 0.3):
        side = torch.rand(count, 1, 1, 1) * 2 * math.pi
        reach, aside = between(count, 0.1, 1.1), between(count, -0.6, 0.6)
        out = (torch.cos(side), torch.sin(side))
        tip = (out[0] * reach - out[1] * aside, out[1] * reach + out[0] * aside)
        bend = between(count, -0.5, 0.5)
        away = (torch.cos(side + bend), torch.sin(side + bend))
        radius = torch.exp(between(count, math.log(0.05), math.log(0.22)))
        off, _ = stroke(tip, (tip[0] + away[0] * 3, tip[1] + away[1] * 3), x, y)
        soft = torch.exp(between(count, math.log(0.01), math.log(0.04))) + 0.15 * pick(count, 0.2) * torch.rand(count, 1, 1, 1)
        inside = (0.5 + (radius - off) / soft).clamp(0, 1) * pick(count, chance)
        across = (off / radius).clamp(0, 1)
        light = 1 - between(count, 0.1, 0.45) * across**2 + 0.1 * clouds(count, 8)
        nail = torch.hypot(x - tip[0] - away[0] * radius * 0.1, y - tip[1] - away[1] * radius * 0.1) < radius * 0.6
        light = light + 0.12 * nail * pick(count, 0.5)
        shade = shade * (1 - inside) + light * inside
        cover = torch.maximum(cover, inside)
    colour = SKINS[torch.randint(0, len(SKINS), (count,))][:, :, None, None]
    colour = colour * torch.exp(torch.randn(count, 1, 1, 1) * 0.15) * torch.exp(torch.randn(count, 3, 1, 1) * 0.05)
    return cover, shade, colour


def spoil(pictures, owners):
    """Papers on other tables in other light, spoilt: pictures, targets and weights, N x 3 x h x w each."""
    count = len(pictures)
    hands = (owners == HAND).float()
    changed = count // 4
    table = enlarged((owners[:changed] == 0).float()[:, None])
    pictures = torch.cat([pictures[:changed] * (1 - table) + tables(changed) * table, pictures[changed:]])
    swapped = pictures[:, torch.randperm(3)]
    pictures = torch.where(pick(count, 0.15) > 0, swapped, pictures)

    half = FIELD
    targets, weights = torch.zeros(count, 3, half, half), torch.ones(count, 3, half, half)

    cover, shade, colour = fingers(count)
    cover = cover * pick(count, 0.5)
    pictures = pictures * (1 - enlarged(cover)) + (enlarged(shade) * colour).clamp(0, 1) * enlarged(cover)
    targets[:, FINGER] = torch.maximum((cover > 0.5).float()[:, 0], hands)
    weights[:, FINGER] *= 1 - ((cover > 0.1) & (cover < 0.9)).float()[:, 0] * 0.8

    # Light that is no flaw: slopes, clouds, faint shadows.
    light = 1 + 0.5 * torch.rand(count, 1, 1, 1) * axes(count)
    light = light * (1 + pick(count, 0.5) * 0.3 * torch.rand(count, 1, 1, 1) * clouds(count, 4))
    light = light * (1 - pick(count, 0.3) * 0.1 * torch.rand(count, 1, 1, 1) * shadows(count))
    dark, strength = shadows(count), between(count, 0.25, 0.7) * pick(count, 0.55)
    light = light * (1 - dark * strength)
    deep = dark * strength
    targets[:, SHADOW] = ((deep > 0.18) & (dark > 0.5)).float()[:, 0]
    weights[:, SHADOW] *= 1 - ((dark > 0.08) & (dark < 0.75) & (strength > 0)).float()[:, 0] * 0.9

    tint = torch.exp(torch.randn(count, 3, 1, 1) * (0.04 + 0.15 * pick(count, 0.3)))
    level = torch.exp(torch.randn(count, 1, 1, 1) * 0.25)
    pictures = pictures * enlarged(light) * tint * level
    pictures = pictures + (torch.rand(count, 1, 1, 1) - 0.5) * pictures * (1 - pictures).clamp(min=0)

    added = burnt(count) * pick(count, 0.5)
    pictures = (pictures + enlarged(added) * torch.exp(torch.randn(count, 3, 1, 1) * 0.04)).clamp(0, 1)
    least = F.avg_pool2d(pictures.amin(1, keepdim=True), 2)
    is_paper = ((owners > 0) & (owners != HAND)).float()[:, None]
    spot = ((least > 0.985) & (added > 0.15)).float()
    targets[:, GLARE] = (spot * is_paper)[:, 0]
    halo = ((added > 0.06).float() - spot).clamp(min=0) + spot * (1 - is_paper)
    weights[:, GLARE] *= 1 - 0.95 * halo[:, 0]

    grey = pictures.mean(1, keepdim=True)
    strong = torch.where(pick(count, 0.05) > 0, torch.zeros(count, 1, 1, 1), between(count, 0.7, 1.2))
    pictures = (grey + (pictures - grey) * strong).clamp(0, 1)
    soft = F.avg_pool2d(pictures[-changed:], 3, 1, 1, count_include_pad=False)
    pictures = torch.cat([pictures[:-changed], soft])
    noise = torch.randn(count, 1, SIDE, SIDE) * 0.05 * torch.rand(count, 3, 1, 1) ** 2
    return (pictures + noise).clamp(0, 1), targets, weights * (1 + 3 * targets)
