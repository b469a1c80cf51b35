"""Writes both cards from their texts and the printed numbers: python card.py

Numbers are those of logs/rows.json (`evaluate.ts --json`) and logs/curve.json (`curve.py`). How a text names a row: ../../train-common/rows.py.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "train-common"))

from rows import Rows  # noqa: E402  the folder must be on the path first

SHORT = {
    "CV": "cross-validation",
    "VAL": "validation",
    "SENS01": "sensitivity at 0.1 false positives per image",
    "SENS03": "sensitivity at 0.3 false positives per image",
    "SENS1": "sensitivity at 1 false positives per image",
    "POINTED": "by a box whose middle lies in the true one",
    "SENSOP": "sensitivity at the operating point",
    "FPOP": "false positives per image at the operating point",
    "IMSENS": "image sensitivity at the operating point",
    "IMSPEC": "image specificity at the operating point",
    "BOX": "score of a box from which it is shown",
    "IMAGE": "score of an image from which it is flagged",
}


def printed() -> Rows:
    return Rows([HERE / "logs" / "rows.json", HERE / "logs" / "curve.json"], SHORT)


def main() -> None:
    rows = printed()
    for language, name in (("en", "MODEL_CARD.md"), ("zh-CN", "MODEL_CARD.zh-CN.md")):
        text = (HERE / f"card.{language}.md").read_text(encoding="utf-8")
        (HERE.parent / name).write_text(rows.filled(text, language), encoding="utf-8")


if __name__ == "__main__":
    main()
