"""Writes the learning curve as rows: python curve.py [--fold N] [--round N] [--shares 0.25 0.5]

Fits of one fold with a share of its images in each of the rounds up to N (`fit.py --fold F --share S --name foldF-S`, then foldF-S-2) and with all
of them, each scored on that fold with `score.py`'s own counting; and what each share lacks to all of them, on the same draws of images. Reads
what they left behind in WORK/predictions and WORK/logs, keeps their logs in logs/, writes logs/curve.json. A fit that was not made is left out.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
from radiographs import Radiograph, read_radiographs, work_folder
from score import Case, area_under_roc, average_precision, match, sensitivity

LOGS = Path(__file__).resolve().parent / "logs"
RESAMPLES = 1000
MEASURES = {
    "image AUC": area_under_roc,
    "mAP50": average_precision,
    "sensitivity at 0.3 false positives per image": lambda cases: sensitivity(cases, 0.3),
}


def row(name: str, value: float) -> dict:
    return {"name": name, "value": value, "unit": "1"} | dict.fromkeys(("peer", "peerValue", "ratio", "target", "met"))


def with_ends(name: str, of: object, count: int) -> list[dict]:
    """`of` indices of images, with the interval over draws of them; the same draws each time."""
    rng = np.random.default_rng(5)
    drawn = [of(rng.integers(count, size=count)) for _ in range(RESAMPLES)]
    ends = {"": of(np.arange(count))} | dict(zip((", 95 % from", ", 95 % to"), np.nanpercentile(drawn, [2.5, 97.5]), strict=True))
    return [row(f"{name}{end}", float(value)) for end, value in ends.items()]


def cases_of(name: str, images: dict[str, Radiograph]) -> list[Case] | None:
    """In the order of the images' names, the same for all fits of a fold."""
    path = work_folder() / "predictions" / f"{name}-fold.jsonl"
    if not path.exists():
        print(f"{name} was not fitted")
        return None
    said = [json.loads(line) for line in path.read_text().splitlines()]
    return [match(images[one["image"]], one, False) for one in sorted(said, key=lambda one: one["image"])]


def rows_of(name: str, share: float, cases: list[Case], whole: list[Case] | None) -> list[dict]:
    log = work_folder() / "logs" / f"{name}.txt"
    shutil.copyfile(log, LOGS / log.name)
    seen = re.search(r": (\d+) images, (\d+) fractured", log.read_text(encoding="utf-8"))
    of = f"learning curve, {share:.0%} of the images".replace("%", " %")
    rows = [row(f"{of}: images", int(seen.group(1))), row(f"{of}: fractured images", int(seen.group(2)))]
    for measure, function in MEASURES.items():
        rows += with_ends(f"{of}: {measure}", lambda drawn, function=function: function([cases[n] for n in drawn]), len(cases))
        if whole:
            rows += with_ends(
                f"{of}: {measure} that all images add",
                lambda drawn, function=function: function([whole[n] for n in drawn]) - function([cases[n] for n in drawn]),
                len(cases),
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--round", type=int, default=2)
    parser.add_argument("--shares", type=float, nargs="*", default=[0.25, 0.5])
    args = parser.parse_args()
    LOGS.mkdir(exist_ok=True)
    images = {image.name: image for image in read_radiographs(work_folder() / "prepared")}
    end = "" if args.round == 1 else f"-{args.round}"
    names = {share: f"fold{args.fold}-{share:g}{end}" for share in sorted(args.shares)} | {1.0: f"fold{args.fold}{end}"}
    cases = {share: found for share, name in names.items() if (found := cases_of(name, images))}
    if 1.0 not in cases:
        print("not fitted here to all images: the curve stays as it is")
        return
    rows = []
    for share, found in cases.items():
        rows += rows_of(names[share], share, found, None if share == 1.0 else cases[1.0])
    (LOGS / "curve.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    for one in rows:
        print(f"{one['name']:110s} {one['value']:.3f}")


if __name__ == "__main__":
    main()
