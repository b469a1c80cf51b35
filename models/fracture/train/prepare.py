"""Decodes all images once and puts them into folds: python prepare.py [--data DIR] [--out DIR]

DIR holds `labels.tsv` and `images/`. Writes pixels.u8 (all images one after another, 8-bit grey), images.jsonl (labels, place, fold,
group) and twins.json (near-duplicates).

No patient is named in the set. Two things stand for one: images that are nearly the same (hashes, then correlation, in all eight
orientations), and neighbourhood in the numbering, because views of a patient were numbered one after another. Numbers are cut into
runs at gaps, runs and twins stay in one fold, and the folds are balanced over region, fracture and hardware.
"""

import argparse
import csv
import json
import os
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from radiographs import work_folder

FOLDS = 5
SEED = 20
RUN = 6
"""Images of a run at least, before a gap may end it."""
HASH_BITS, CORRELATION = 60, 0.93


def decode(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("L"))


def parse_boxes(text: str) -> list[list[float]]:
    boxes = []
    for part in filter(None, (text or "").split(";")):
        x, y, w, h = map(float, part.split())
        box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2]
        boxes.append([min(1.0, max(0.0, side)) for side in box])
    return boxes


def orientations(image: np.ndarray) -> list[np.ndarray]:
    return [np.rot90(flipped, k) for flipped in (image, image[:, ::-1]) for k in range(4)]


def hash_of(image: np.ndarray) -> np.ndarray:
    """256 bits: whether each of 16 x 16 places is brighter than the one to its right."""
    small = cv2.resize(np.ascontiguousarray(image), (17, 16), interpolation=cv2.INTER_AREA).astype(np.int16)
    return (small[:, 1:] > small[:, :-1]).ravel()


def detail_of(image: np.ndarray) -> np.ndarray:
    """What is left of 64 x 64 places without their coarse brightness, length 1: knees look alike from afar, not in this."""
    small = cv2.resize(np.ascontiguousarray(image), (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
    detail = small - cv2.GaussianBlur(small, (0, 0), 3)
    detail = np.clip(detail, -20, 20).ravel()
    return detail / (np.linalg.norm(detail) + 1e-6)


def find_twins(images: list[np.ndarray]) -> list[tuple[int, int, float]]:
    hashes = np.stack([hash_of(image) for image in images])
    details = np.stack([detail_of(image) for image in images])
    twins = {}
    for k in range(8):
        turned = [orientations(image)[k] for image in images]
        other_hash = np.stack([hash_of(image) for image in turned])
        other_detail = np.stack([detail_of(image) for image in turned])
        a, b = hashes.astype(np.float32), other_hash.astype(np.float32)
        distance = a.sum(1)[:, None] + b.sum(1)[None] - 2 * a @ b.T
        close = details @ other_detail.T
        for m, n in zip(*np.nonzero((distance <= HASH_BITS) & (close >= CORRELATION)), strict=True):
            if m < n:
                twins[m, n] = max(twins.get((m, n), 0), float(close[m, n]))
    return [(int(m), int(n), score) for (m, n), score in sorted(twins.items())]


def group_of(numbers: list[int], twins: list[tuple[int, int, float]]) -> list[int]:
    """Runs of the numbering (a run ends at a gap once it holds RUN images, or after twice as many), joined by twins."""
    parent = list(range(len(numbers)))

    def root(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    length = 1
    for n in range(1, len(numbers)):
        gap = numbers[n] - numbers[n - 1]
        if (gap > 1 and length >= RUN) or length >= 2 * RUN or gap > 8:
            length = 1
        else:
            parent[root(n)] = root(n - 1)
            length += 1
    for m, n, _ in twins:
        parent[root(n)] = root(m)
    return [root(n) for n in range(len(numbers))]


def folds_of(rows: list[dict], groups: list[int]) -> dict[int, int]:
    """Group -> fold: the largest first, each to the fold that it leaves most even over region x fractured x hardware."""
    kinds = [(row["region"].split("+")[0], row["fractured"], row["hardware"]) for row in rows]
    members: dict[int, Counter] = {}
    for kind, group in zip(kinds, groups, strict=True):
        members.setdefault(group, Counter())[kind] += 1
    total = Counter(kinds)
    held = [Counter() for _ in range(FOLDS)]
    rng = np.random.default_rng(SEED)
    order = sorted(members, key=lambda group: (-members[group].total(), rng.random()))
    of = {}
    for group in order:

        def cost(fold: int, group: int = group) -> float:
            after = held[fold] + members[group]
            return sum((after[k] / total[k]) ** 2 - (held[fold][k] / total[k]) ** 2 for k in members[group])

        of[group] = min(range(FOLDS), key=cost)
        held[of[group]] += members[group]
    return of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("HOUNSFIELD_DATA") or Path(__file__).parents[4] / "shared" / "data") / "radiographs"
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--out", type=Path, default=work_folder() / "prepared")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.data / "labels.tsv").open() as file:
        table = sorted(csv.DictReader(file, delimiter="\t"), key=lambda row: row["image"])
    key = next(name for name in table[0] if name.startswith("boxes"))
    images = [decode(args.data / "images" / row["image"]) for row in table]
    rows, at = [], 0
    for row, image in zip(table, images, strict=True):
        base = {"name": row["image"], "split": row["split"], "region": row["region"], "at": at, "rows": image.shape[0]}
        base |= {"columns": image.shape[1], "fractured": row["fractured"] == "1", "hardware": row["hardware"] == "1"}
        rows.append(base | {"boxes": parse_boxes(row[key])})
        at += image.size
    twins = find_twins(images)
    numbers = [int("".join(filter(str.isdigit, row["name"]))) for row in rows]
    groups = group_of(numbers, twins)
    train = [n for n, row in enumerate(rows) if row["split"] == "train"]
    fold = folds_of([rows[n] for n in train], [groups[n] for n in train])
    for row, group in zip(rows, groups, strict=True):
        row |= {"group": group, "fold": fold[group] if row["split"] == "train" else -1}
    valid_groups = {row["group"] for row in rows if row["split"] == "valid"}
    for row in rows:
        row["besideValid"] = row["split"] == "train" and row["fractured"] and row["group"] in valid_groups
    with (args.out / "pixels.u8").open("wb") as file:
        for image in images:
            file.write(np.ascontiguousarray(image).tobytes())
    (args.out / "images.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    named = [{"a": rows[m]["name"], "b": rows[n]["name"], "correlation": round(c, 4)} for m, n, c in twins]
    (args.out / "twins.json").write_text(json.dumps(named, indent=1))
    report(rows, twins)


def report(rows: list[dict], twins: list[tuple[int, int, float]]) -> None:
    across = [(rows[m], rows[n]) for m, n, _ in twins if rows[m]["split"] != rows[n]["split"]]
    print(f"{len(rows)} images, {len({row['group'] for row in rows})} groups, {len(twins)} pairs of near-duplicates")
    print(f"{len(across)} pairs lie across train and valid:", *(f"{a['name']}={b['name']}" for a, b in across))
    near = sum(row["besideValid"] for row in rows)
    print(f"{near} fractured training images are in a group with a validation image: left out where the validation split is scored")
    for fold in range(FOLDS):
        held = [row for row in rows if row["fold"] == fold]
        limbs = Counter(row["region"].split("+")[0] for row in held)
        parts = ", ".join(f"{limb} {count}" for limb, count in sorted(limbs.items()))
        fractured, hardware = (sum(row[key] for row in held) for key in ("fractured", "hardware"))
        print(f"fold {fold}: {len(held)} images, {fractured} fractured, {hardware} with hardware; {parts}")


if __name__ == "__main__":
    main()
