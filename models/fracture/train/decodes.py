"""What other ways from the network's answer to boxes would be worth: python decodes.py [--folds 0 1] [--round N]

Scores the network of each fold on that fold by `score.py`'s own counting: as `predict.py` does it, with another weight of the image's score in that
of a box, boxes as the mean of those of neighbouring cells, larger or smaller boxes, another overlap from which two are one.
"""

import argparse
from collections.abc import Callable

import numpy as np
import torch
from engine import half, settle
from model import Fractures, look_twice
from predict import FLOOR, OVERLAP, SHARE, load, suppress
from radiographs import Fit, Radiograph, name_of, read_radiographs, tensor_of, work_folder
from score import summary
from torch.nn import functional

Answer = tuple[torch.Tensor, torch.Tensor, torch.Tensor, Fit]
"""Boxes (4 x h x w, input pixels), scores of centres (1 x h x w), score of the image, and how it lies in the input."""


def answers_of(network: Fractures, images: list[Radiograph]) -> list[Answer]:
    answers = []
    for image in images:
        tensor, fit = tensor_of(image.pixels)
        x = torch.from_numpy(tensor[None, None]).contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), half("cpu"):
            boxes, centres, whole = (part.float()[0] for part in look_twice(network, x))
        answers.append((boxes, centres, whole, fit))
    return answers


def averaged(boxes: torch.Tensor, centres: torch.Tensor, power: float) -> torch.Tensor:
    """Each box as the mean of those of its cell and the eight around it, weighed by their centres' scores."""
    weight = centres**power
    return functional.avg_pool2d(boxes * weight, 3, 1, 1) / functional.avg_pool2d(weight, 3, 1, 1).clamp(min=1e-12)


def grown(boxes: torch.Tensor, factor: float) -> torch.Tensor:
    middle, side = (boxes[:2] + boxes[2:]) / 2, (boxes[2:] - boxes[:2]) / 2 * factor
    return torch.cat([middle - side, middle + side])


def tried() -> dict[str, tuple[Callable[[torch.Tensor, torch.Tensor], torch.Tensor], float, float]]:
    """Change of the boxes, weight of the image's score, overlap."""
    ways = {"as it is": (lambda boxes, _: boxes, SHARE, OVERLAP)}
    ways |= {f"weight {share}": (lambda boxes, _: boxes, share, OVERLAP) for share in (0.2, 0.3, 0.4, 0.5, 0.7)}
    ways |= {f"neighbours, {p}": (lambda boxes, centres, p=p: averaged(boxes, centres, p), SHARE, OVERLAP) for p in (1, 2)}
    ways |= {f"size x {by}": (lambda boxes, _, by=by: grown(boxes, by), SHARE, OVERLAP) for by in (0.9, 1.1)}
    return ways | {f"overlap {most}": (lambda boxes, _: boxes, SHARE, most) for most in (0.2, 0.3, 0.5)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, nargs="*", default=[0, 1, 2, 3, 4])
    parser.add_argument("--round", default="2", help="1, 2, 3 or mean")
    args = parser.parse_args()
    settle(0, 1, "cpu")
    images = read_radiographs(work_folder() / "prepared")
    for fold in args.folds:
        left_out = [image for image in images if image.fold == fold]
        answers = answers_of(load(work_folder() / "w" / f"{name_of(fold, args.round)}.pt").eval(), left_out)
        for name, (change, share, overlap) in tried().items():
            rows = []
            for image, (boxes, centres, whole, fit) in zip(left_out, answers, strict=True):
                score = (centres.flatten() ** (1 - share) * whole**share).numpy()
                places = change(boxes, centres).flatten(1).T.numpy()
                over = np.flatnonzero(score >= FLOOR)
                kept = over[suppress(places[over], score[over], overlap)]
                found = {"boxes": fit.to_image(places[kept].reshape(-1, 4)).tolist(), "scores": score[kept].tolist()}
                rows.append({"image": image.name, "score": float(whole)} | found)
            scores = summary(rows, {image.name: image for image in left_out})
            print(f"fold {fold}  {name:14s}", "  ".join(f"{key} {value:.3f}" for key, value in scores.items()), flush=True)


if __name__ == "__main__":
    main()
