"""Writes the cards from their texts and the printed numbers: python card.py ROWS.json

ROWS.json is what `node models/lung-nodule/evaluate.ts --json` printed. The texts, card.en.md and card.zh-CN.md, name rows:
{{name}} is the number, {{count:name}} without decimals, {{percent:name}} in hundredths, {{ci:name}} with its 95 % interval, {{n:name}} the count in brackets behind the
name. A row that was not printed stops the writing, so that no number in a card is from anywhere else. `build.py` fills the texts of the
manifest (card.json) in the same way, and {"row": name} with the numbers of that row.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROWS = HERE / "logs" / "rows.json"
COUNT = re.compile(r" \((\d+)\)(?=$|,)")
SHORT = {
    "FOLDS": "simulated nodules in real CTs, each by the fold that never saw it",
    "NLST": "simulated nodules in nlst-chest-2mm, fold that never saw it",
    "CHEST": "simulated nodules in chest-1mm, fold that never saw it",
    "LUNG": "simulated nodules in lung-3mm, fold that never saw it",
    "GEN": "generated thoraces",
    "ONE": "sensitivity at 1 FP per scan",
}


KINDS = ("ci:", "n:", "percent:", "count:")


def load(path: Path) -> tuple[dict[str, float], dict[str, str]]:
    values, counts = {}, {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        match = COUNT.search(row["name"])
        name = COUNT.sub("", row["name"])
        values[name] = row["value"]
        if match:
            counts[name] = match.group(1)
    return values, counts


def number(value: float) -> str:
    if value != value:
        return "-"
    return f"{value:.2f}"


def whole(name: str) -> str:
    for short, long in SHORT.items():
        name = re.sub(rf"\b{short}\b", long, name)
    return name


def filled(text: str, values: dict[str, float], counts: dict[str, str]) -> str:
    def put(match: re.Match) -> str:
        kind, _, name = match.group(1).partition(":") if match.group(1).startswith(KINDS) else ("", "", match.group(1))
        name = whole(name)
        if kind == "n":
            return counts[name]
        if kind == "count":
            return str(round(values[name]))
        if kind == "percent":
            return f"{100 * values[name]:.0f}"
        if kind == "ci":
            return f"{number(values[name])} ({number(values[f'{name}, 95 % from'])}-{number(values[f'{name}, 95 % to'])})"
        return number(values[name])

    return re.sub(r"\{\{([^}]+)\}\}", put, text)


def filled_manifest(part: object, values: dict[str, float], counts: dict[str, str]) -> object:
    """The texts of card.json with their numbers; {"row": name} becomes value and, where they were printed, low and high."""
    if isinstance(part, str):
        return filled(part, values, counts)
    if isinstance(part, list):
        return [filled_manifest(one, values, counts) for one in part]
    if not isinstance(part, dict):
        return part
    rest = {key: filled_manifest(value, values, counts) for key, value in part.items() if key != "row"}
    if "row" not in part:
        return rest
    name = whole(part["row"])
    keys = {"value": name, "low": f"{name}, 95 % from", "high": f"{name}, 95 % to"}
    return {key: round(values[row], 3) for key, row in keys.items() if row in values} | rest


def main() -> None:
    values, counts = load(Path(sys.argv[1]))
    for language, name in (("en", "MODEL_CARD.md"), ("zh-CN", "MODEL_CARD.zh-CN.md")):
        text = (HERE / f"card.{language}.md").read_text(encoding="utf-8")
        (HERE.parent / name).write_text(filled(text, values, counts), encoding="utf-8")


if __name__ == "__main__":
    main()
