"""Numbers of a card from printed rows, for every model's recipe.

Rows are what an evaluation prints with --json. A text names them: {{name}} is the number, {{percent:name}} in hundredths, {{ci:name}} with
its 95 % interval, {{count:name}} whole, {{n:name}} the count in brackets behind the row's name, {{goal:name}} says whether the row's target was met, and by how much it was missed. A line that
begins with {{?name}} is left out where that row was not printed; any other row that was not printed stops the writing, so that no number
in a text is from anywhere else.
"""

import json
import re
from pathlib import Path

FIELD = re.compile(r"\{\{([^}?]+)\}\}")
OPTIONAL = re.compile(r"^\{\{\?([^}]+)\}\}")
COUNT = re.compile(r" \((\d+)\)(?=$|,)")
KINDS = ("ci", "n", "percent", "count", "goal")
MET = {"en": "met", "zh-CN": "达到"}
MISSED = {"en": "missed by {}", "zh-CN": "未达到，相差 {}"}


class Rows:
    """`short`: words of a text that stand for longer ones in the names of rows."""

    def __init__(self, paths: list[Path], short: dict[str, str] | None = None) -> None:
        self.short = short or {}
        self.by_name: dict[str, dict] = {}
        self.counts: dict[str, str] = {}
        for path in paths:
            if path.exists():
                for row in json.loads(path.read_text(encoding="utf-8")):
                    self.keep(row)

    def keep(self, row: dict) -> None:
        """A row is known by its name without the count in brackets behind it."""
        name = COUNT.sub("", row["name"])
        self.by_name[name] = row
        if counted := COUNT.search(row["name"]):
            self.counts[name] = counted.group(1)

    def whole(self, name: str) -> str:
        for short, long in self.short.items():
            name = re.sub(rf"\b{short}\b", long, name)
        return name

    def value(self, name: str) -> float:
        name = self.whole(name)
        if name not in self.by_name:
            raise KeyError(f"no row says: {name}")
        return self.by_name[name]["value"]

    def has(self, name: str) -> bool:
        return self.whole(name) in self.by_name

    def goal(self, name: str, language: str) -> str:
        """Of a target such as ">= 0.9"."""
        row = self.by_name[self.whole(name)]
        if row["met"]:
            return MET[language]
        short = abs(row["value"] - float(row["target"].split()[-1]))
        return MISSED[language].format(number(short) if short >= 0.005 else "< 0.01")

    def field(self, text: str, language: str) -> str:
        kind, _, name = text.partition(":")
        if kind not in KINDS:
            return number(self.value(text))
        if kind == "n":
            return self.counts[self.whole(name)]
        if kind == "percent":
            return f"{100 * self.value(name):.0f}"
        if kind == "count":
            return f"{self.value(name):.0f}"
        if kind == "goal":
            return self.goal(name, language)
        low, high = (self.value(f"{name}, 95 % {end}") for end in ("from", "to"))
        return f"{number(self.value(name))} ({number(low)}-{number(high)})"

    def filled(self, text: str, language: str = "en") -> str:
        lines = []
        for line in text.split("\n"):
            asked = OPTIONAL.match(line)
            if asked and not self.has(asked.group(1)):
                continue
            line = line[asked.end() :] if asked else line
            lines.append(FIELD.sub(lambda match: self.field(match.group(1), language), line))
        return "\n".join(lines)

    def filled_manifest(self, part: object, language: str = "en") -> object:
        """Texts of a manifest with their numbers. {"row": name} becomes value and, where they were printed, low and high;
        {"number": name} the bare number. Both to a thousandth."""
        if isinstance(part, str):
            return self.filled(part, language)
        if isinstance(part, list):
            return [self.filled_manifest(one, language) for one in part]
        if not isinstance(part, dict):
            return part
        if "number" in part:
            return round(self.value(part["number"]), 3)
        rest = {
            key: self.filled_manifest(value, "zh-CN" if key == "zh-CN" else language) for key, value in part.items() if key != "row"
        }
        if "row" not in part:
            return rest
        name = part["row"]
        keys = {"value": name, "low": f"{name}, 95 % from", "high": f"{name}, 95 % to"}
        return {key: round(self.value(row), 3) for key, row in keys.items() if self.has(row)} | rest


def number(value: float) -> str:
    return "-" if value != value else f"{value:.2f}"
