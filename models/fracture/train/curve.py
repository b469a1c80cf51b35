"""Writes the learning curve as rows: python curve.py [--fold N] [--shares 0.25 0.5]

Fits of one fold with a share of its images (`fit.py --fold N --share S --name foldN-S`) and with all of them, each scored on that fold with
`score.py`'s own counting. Reads what they left behind in WORK/predictions and WORK/logs, keeps their logs in logs/, writes logs/curve.json.
A fit that was not made is left out.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
from radiographs import Radiograph, read_radiographs, work_folder
from score import area_under_roc, average_precision, match, sensitivity

LOGS = Path(__file__).resolve().parent / "logs"
RESAMPLES = 1000


def interval(of: object, cases: list) -> tuple[float, float, float]:
    rng = np.random.default_rng(5)
    drawn = [of([cases[n] for n in rng.integers(len(cases), size=len(cases))]) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return of(cases), float(low), float(high)


def row(name: str, value: float) -> dict:
    return {"name": name, "value": value, "unit": "1"} | dict.fromkeys(("peer", "peerValue", "ratio", "target", "met"))


def rows_of(name: str, share: float, images: dict[str, Radiograph]) -> list[dict]:
    log, predictions = work_folder() / "logs" / f"{name}.txt", work_folder() / "predictions" / f"{name}-fold.jsonl"
    if not log.exists() or not predictions.exists():
        print(f"{name} was not fitted")
        return []
    shutil.copyfile(log, LOGS / log.name)
    seen = re.search(r": (\d+) images, (\d+) fractured", log.read_text(encoding="utf-8"))
    said = [json.loads(line) for line in predictions.read_text().splitlines()]
    cases = [match(images[one["image"]], one, False) for one in said]
    of = f"learning curve, {share:.0%} of the images".replace("%", " %")
    rows = [row(f"{of}: images", int(seen.group(1))), row(f"{of}: fractured images", int(seen.group(2)))]
    measures = {"image AUC": area_under_roc, "mAP50": average_precision}
    measures["sensitivity at 0.3 false positives per image"] = lambda these: sensitivity(these, 0.3)
    for measure, function in measures.items():
        value, low, high = interval(function, cases)
        ends = {"": value, ", 95 % from": low, ", 95 % to": high}
        rows += [row(f"{of}: {measure}{end}", number) for end, number in ends.items()]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--shares", type=float, nargs="*", default=[0.125, 0.25, 0.5])
    args = parser.parse_args()
    LOGS.mkdir(exist_ok=True)
    images = {image.name: image for image in read_radiographs(work_folder() / "prepared")}
    rows = []
    for share in [*args.shares, 1.0]:
        name = f"fold{args.fold}" if share == 1 else f"fold{args.fold}-{share:g}"
        rows += rows_of(name, share, images)
    if not rows:
        print("nothing was fitted here: the curve stays as it is")
        return
    (LOGS / "curve.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    for one in rows:
        print(f"{one['name']:90s} {one['value']:.3f}")


if __name__ == "__main__":
    main()
