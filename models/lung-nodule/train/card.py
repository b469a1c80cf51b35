"""Writes the cards from their texts and the printed numbers: python card.py ROWS.json

ROWS.json is what `node models/lung-nodule/evaluate.ts --json` printed. How the texts, card.en.md and card.zh-CN.md, name rows:
../../train-common/rows.py. `build.py` fills the texts of the manifest (card.json) in the same way.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "train-common"))

from rows import Rows  # noqa: E402  the folder must be on the path first

ROWS = HERE / "logs" / "rows.json"
SHORT = {
    "FOLDS": "simulated nodules in real CTs, each by the fold that never saw it",
    "NLST": "simulated nodules in nlst-chest-2mm, fold that never saw it",
    "CHEST": "simulated nodules in chest-1mm, fold that never saw it",
    "LUNG": "simulated nodules in lung-3mm, fold that never saw it",
    "GEN": "generated thoraces",
    "ONE": "sensitivity at 1 FP per scan",
}


def printed(path: Path = ROWS) -> Rows:
    return Rows([path], SHORT)


def main() -> None:
    rows = printed(Path(sys.argv[1]))
    for language, name in (("en", "MODEL_CARD.md"), ("zh-CN", "MODEL_CARD.zh-CN.md")):
        text = (HERE / f"card.{language}.md").read_text(encoding="utf-8")
        (HERE.parent / name).write_text(rows.filled(text, language), encoding="utf-8")


if __name__ == "__main__":
    main()
