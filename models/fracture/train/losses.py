"""What is learned from: a map of centres, boxes around them, the whole image."""

import numpy as np
import torch
from model import STRIDE, boxes_of
from torch.nn import functional

CELLS = 0.35
"""Cells whose target is over this learn the box."""


def targets_of(boxes: list[np.ndarray], size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Boxes in input pixels -> map of centres (batch x 1 x h x w: a bell in each box, 1 at its middle cell) and the box of each cell
    (batch x 4 x h x w)."""
    cells = size // STRIDE
    middle = (np.arange(cells) + 0.5) * STRIDE
    peak = np.zeros((len(boxes), 1, cells, cells), np.float32)
    of = np.zeros((len(boxes), 4, cells, cells), np.float32)
    for n, found in enumerate(boxes):
        # The smallest last: where two overlap, its cells are its own.
        for box in sorted(found, key=lambda box: -(box[2] - box[0]) * (box[3] - box[1])):
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            wide, high = (max(side / 5, 0.45 * STRIDE) for side in (box[2] - box[0], box[3] - box[1]))
            bell = np.exp(-0.5 * ((middle[None] - x) / wide) ** 2) * np.exp(-0.5 * ((middle[:, None] - y) / high) ** 2)
            row, column = (min(cells - 1, max(0, int(at / STRIDE))) for at in (y, x))
            bell[row, column] = 1
            over = (bell > CELLS) & (bell >= peak[n, 0])
            of[n][:, over] = np.asarray(box, np.float32)[:, None]
            peak[n, 0] = np.maximum(peak[n, 0], bell)
    return torch.from_numpy(peak), torch.from_numpy(of)


def peak_loss(logit: torch.Tensor, target: torch.Tensor, spare: float = 0.0) -> torch.Tensor:
    """Focal loss, milder the nearer a cell is to a centre (CornerNet). `spare`: this share of each image's cells, those that are most
    surely wrong, is not held against it: an unlabelled thing may be there."""
    p = logit.sigmoid().clamp(1e-4, 1 - 1e-4)
    right = target >= 0.999
    gain = -((1 - p) ** 2) * p.log() * right
    cost = -((1 - target) ** 4) * p**2 * (1 - p).log() * ~right
    if spare > 0:
        flat = cost.flatten(1)
        keep = max(1, int(flat.shape[1] * (1 - spare)))
        away = torch.where(target.flatten(1) > 0.01, torch.zeros_like(flat), flat)
        limit = away.detach().kthvalue(keep, 1, keepdim=True).values
        cost = torch.where(away > limit, torch.zeros_like(flat), flat)
    return (gain.sum() + cost.sum()) / right.sum().clamp(min=4)


def box_loss(sides: torch.Tensor, of: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """1 - GIoU over the cells of boxes, the middle counts most."""
    weight = torch.where(target > CELLS, target, torch.zeros_like(target))[:, 0]
    chosen = weight > 0
    if not chosen.any():
        return sides.sum() * 0
    a = boxes_of(sides).permute(0, 2, 3, 1)[chosen]
    b = of.permute(0, 2, 3, 1)[chosen]
    area_a, area_b = ((box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1]) for box in (a, b))
    both = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    either = area_a + area_b - both
    giou = both / either - (hull - either) / hull
    return ((1 - giou) * weight[chosen]).sum() / weight.sum()


def whole_loss(logit: torch.Tensor, fractured: torch.Tensor, smooth: float = 0.05) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(logit[:, 0], fractured * (1 - 2 * smooth) + smooth)
