"""Scores of predictions, for development: python score.py PREDICTIONS.jsonl [...] [--resamples N]

Several files are taken as one set (the held-out folds of a cross-validation). The program's own evaluation (`models evaluate`) is what
a card quotes; the counting is the same (src/inference/score).
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from radiographs import LIMBS, Radiograph, read_radiographs, work_folder

LEVELS = (0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Case:
    image: Radiograph
    score: float
    hits: np.ndarray
    """Score of each true box, NaN where none lies on it."""
    marks: np.ndarray
    """Score of each box found, best first."""
    right: np.ndarray


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    both = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    either = (a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - both
    return float(both / either) if either > 0 else 0.0


def match(image: Radiograph, row: dict, points: bool) -> Case:
    """Best first, each takes the true box it overlaps most of those left: by half, or with its middle inside (`points`)."""
    found, scores = np.array(row["boxes"], float).reshape(-1, 4), np.array(row["scores"], float)
    hits = np.full(len(image.boxes), np.nan)
    right = np.zeros(len(found), bool)
    # Shares of width and of height: a box's overlap is the same in pixels.
    for n, box in enumerate(found):
        best, closest = -1, 0.0 if points else 0.5
        middle = (box[:2] + box[2:]) / 2
        for m, truth in enumerate(image.boxes):
            if not np.isnan(hits[m]):
                continue
            inside = np.all(middle >= truth[:2]) and np.all(middle <= truth[2:])
            close = overlap(box, truth)
            if (not points or inside) and close >= closest:
                best, closest = m, close
        if best >= 0:
            hits[best], right[n] = scores[n], True
    return Case(image, row["score"], hits, scores, right)


def average_precision(cases: list[Case]) -> float:
    """As COCO counts it at half overlap: precision at 101 recalls."""
    there = sum(len(case.hits) for case in cases)
    if there == 0:
        return float("nan")
    scores = np.concatenate([case.marks for case in cases])
    right = np.concatenate([case.right for case in cases])[np.argsort(-scores, kind="stable")]
    recall = np.cumsum(right) / there
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101) - 1e-12)
    return float(np.mean([best[n] if n < len(best) else 0.0 for n in at]))


def sensitivity(cases: list[Case], per_image: float) -> float:
    hits = np.concatenate([case.hits for case in cases])
    if not len(hits):
        return float("nan")
    wrong = np.sort(np.concatenate([case.marks[~case.right] for case in cases]))[::-1]
    allowed = int(per_image * len(cases) + 1e-9)
    limit = wrong[allowed] if allowed < len(wrong) else -np.inf
    return float(np.mean(np.nan_to_num(hits, nan=-np.inf) > limit))


def area_under_roc(cases: list[Case]) -> float:
    sick = np.array([case.score for case in cases if case.image.fractured])
    well = np.sort([case.score for case in cases if not case.image.fractured])
    if not len(sick) or not len(well):
        return float("nan")
    below, upto = np.searchsorted(well, sick, "left"), np.searchsorted(well, sick, "right")
    return float(((below + upto) / 2).mean() / len(well))


def with_interval(of: object, cases: list[Case], resamples: int) -> str:
    rng = np.random.default_rng(5)
    drawn = [of([cases[n] for n in rng.integers(len(cases), size=len(cases))]) for _ in range(resamples)]
    drawn = [value for value in drawn if not np.isnan(value)]
    value = of(cases)
    if np.isnan(value) or not drawn:
        return "-"
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def summary(rows: list[dict], images: dict[str, Radiograph], resamples: int = 0) -> dict[str, float] | dict[str, str]:
    boxes = [match(images[row["image"]], row, False) for row in rows]
    points = [match(images[row["image"]], row, True) for row in rows]
    measures = {"AUC": (area_under_roc, boxes), "mAP50": (average_precision, boxes)}
    for level in LEVELS:
        measures[f"sens@{level}"] = (lambda cases, level=level: sensitivity(cases, level), boxes)
    for level in LEVELS:
        measures[f"points@{level}"] = (lambda cases, level=level: sensitivity(cases, level), points)
    if resamples:
        return {name: with_interval(of, cases, resamples) for name, (of, cases) in measures.items()}
    return {name: of(cases) for name, (of, cases) in measures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--resamples", type=int, default=1000)
    args = parser.parse_args()
    images = {image.name: image for image in read_radiographs(work_folder() / "prepared")}
    rows = [json.loads(line) for path in args.files for line in path.read_text().splitlines()]
    parts = {"all": rows}
    for limb in LIMBS:
        parts[limb] = [row for row in rows if limb in images[row["image"]].region.split("+")]
    parts["without hardware"] = [row for row in rows if not images[row["image"]].hardware]
    parts["hardware"] = [row for row in rows if images[row["image"]].hardware]
    for name, part in parts.items():
        if not part:
            continue
        fractured = sum(images[row["image"]].fractured for row in part)
        print(f"{name}: {len(part)} images, {fractured} fractured")
        for measure, value in summary(part, images, args.resamples if name == "all" else args.resamples // 4).items():
            print(f"  {measure:12s} {value}")


if __name__ == "__main__":
    main()
