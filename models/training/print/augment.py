"""Pieces of print made sharp, blurred, small or bare, as a phone would show them."""

import io
import math

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

SIDE = 128  # what the network sees, pixels
SHARP, BLURRED, SMALL, BARE = range(4)
# Heights of a letter x, pixels: letter by letter it is read from the first, and lost below the second.
X_GOOD, X_LOST = 6.0, 4.4
# Deviation of a blur by the height of a letter x: read below the first, lost above the second.
SOFT_GOOD, SOFT_LOST = 0.12, 0.23
# A path of motion blurs as much as a lens of this share of its length.
OF_MOTION = 0.29


def bare_level(picture):
    """Of ten pixels nine are darker: paper without print."""
    pixels = picture.flatten()
    return pixels.kthvalue(len(pixels) * 9 // 10).values


def resampled(piece, scale, dice):
    """Turned and scaled about its middle, SIDE pixels wide; what is missing beside it is mirrored."""
    picture = torch.from_numpy(piece).float()[None, None]
    while scale < 0.6:
        picture, scale = F.avg_pool2d(picture, 2), scale * 2
    turn = math.radians(dice.choice((0, 90, 180, 270)) + dice.gauss(0, 8))
    reach = SIDE / scale / picture.shape[-1]
    cosine, sine = math.cos(turn) * reach, math.sin(turn) * reach
    theta = torch.tensor([[cosine, -sine, 0.0], [sine, cosine, 0.0]])[None]
    grid = F.affine_grid(theta, (1, 1, SIDE, SIDE), align_corners=False)
    return F.grid_sample(picture, grid, padding_mode="reflection", align_corners=False)


def blurred(picture, sigma, dice):
    """By a lens: a bell or a disc."""
    reach = max(1, math.ceil(2.5 * sigma))
    y, x = torch.meshgrid(*[torch.arange(-reach, reach + 1.0)] * 2, indexing="ij")
    far = torch.hypot(x, y)
    kernel = torch.exp(-((far / sigma) ** 2) / 2) if dice.random() < 0.6 else (2 * sigma + 0.5 - far).clamp(0, 1) + 1e-6
    return smeared(picture, kernel, reach)


def smeared(picture, kernel, reach):
    """Convolved as Fourier has it: kernels are as large as half of the picture."""
    size = [SIDE + 2 * reach] * 2
    padded = F.pad(picture, [reach] * 4, mode="reflect")[0, 0]
    spread = torch.fft.irfft2(torch.fft.rfft2(padded) * torch.fft.rfft2(kernel / kernel.sum(), size), size)
    return spread[None, None, 2 * reach :, 2 * reach :]


def moved(picture, length, dice):
    """By a hand that was not still."""
    reach = max(1, math.ceil(length / 2))
    angle = dice.uniform(0, math.pi)
    y, x = torch.meshgrid(*[torch.arange(-reach, reach + 1.0)] * 2, indexing="ij")
    along = x * math.cos(angle) + y * math.sin(angle)
    beside = y * math.cos(angle) - x * math.sin(angle)
    kernel = (length / 2 + 0.5 - along.abs()).clamp(0, 1) * (1 - beside.abs()).clamp(0, 1) + 1e-6
    return smeared(picture, kernel, reach)


def softened(picture, share, x_height, dice):
    """With a blur of this share of a letter x."""
    sigma = max(0.3, share * x_height)
    if dice.random() < 0.45:
        return moved(picture, min(sigma / OF_MOTION, 110.0), dice)
    return blurred(picture, min(sigma, 24.0), dice)


def lit(picture, dice):
    """Another light, another ink, grain, JPEG."""
    white = bare_level(picture)
    ink = math.exp(dice.uniform(math.log(0.45), math.log(1.4)))
    picture = (white + (picture - white) * ink).clamp(min=0) / white.clamp(min=20.0)
    y, x = torch.meshgrid(*[torch.linspace(-1, 1, SIDE)] * 2, indexing="ij")
    slope = 1 + dice.gauss(0, 0.08) * x + dice.gauss(0, 0.08) * y
    picture = picture ** dice.uniform(0.7, 1.4) * slope * dice.uniform(70, 245)
    grain = torch.randn_like(picture)
    if dice.random() < 0.3:
        grain = F.avg_pool2d(grain, 3, 1, 1) * 2
    picture = (picture + grain * abs(dice.gauss(0, 5))).clamp(0, 255)
    if dice.random() < 0.5:
        file = io.BytesIO()
        Image.fromarray(picture[0, 0].byte().numpy()).save(file, "jpeg", quality=dice.randint(55, 95))
        picture = torch.from_numpy(np.array(Image.open(file))).float()[None, None]
    return picture


def normal(picture):
    """As `ocr/src/coach/print.rs` shows it: by the brightness of bare paper, which is 0."""
    return picture / bare_level(picture).clamp(min=8.0) - 1


def scale_between(x_height, least, most, dice):
    """So that a letter x gets a height in between; no piece is enlarged much."""
    most = min(most, 1.3 * x_height)
    wanted = math.exp(dice.uniform(math.log(min(least, most)), math.log(most)))
    return wanted / x_height, wanted


def example(printed, bare, dice):
    """A picture of SIDE by SIDE and its class. `printed` has pieces with the height of a letter x, `bare` pieces."""
    kind = dice.choices((SHARP, BLURRED, SMALL, BARE), (0.32, 0.28, 0.14, 0.26))[0]
    piece, x_height = dice.choice(printed)
    if kind == BARE:
        picture = bare_piece(piece, dice.choice(bare), dice)
    elif kind == SMALL:
        scale, wanted = scale_between(x_height, 1.9, X_LOST, dice)
        picture = softened(resampled(piece, scale, dice), dice.uniform(0, 0.25), wanted, dice)
    else:
        scale, wanted = scale_between(x_height, X_GOOD, 42.0, dice)
        picture = resampled(piece, scale, dice)
        soft = dice.uniform(0.02, SOFT_GOOD) if kind == SHARP else dice.uniform(SOFT_LOST, 0.7)
        # The piece is a little soft already: of what a large letter x loses when it shrinks nothing is left.
        picture = softened(picture, soft, wanted, dice)
    return normal(lit(picture, dice))[0], kind


def bare_piece(piece, other, dice):
    """Paper, folds and tables, sharp or not; in some of them the other side shines through."""
    if dice.random() < 0.25:
        ink = dice.uniform(0.005, 0.08)
        through = resampled(255 - (255 - piece.astype(np.float32)) * ink, math.exp(dice.uniform(-1.2, 0.2)), dice)
        bare = resampled(other, math.exp(dice.uniform(-0.5, 0.2)), dice)
        picture = bare * through / 255
    else:
        picture = resampled(other, math.exp(dice.uniform(-1.2, 0.2)), dice)
    if dice.random() < 0.6:
        picture = softened(picture, dice.uniform(0.02, 0.6), dice.uniform(6, 25), dice)
    return picture
