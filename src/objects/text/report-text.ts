import type { ContentItem, ReportDocument } from "../report/content.ts";
import { codedText, lines, pointText, referenceText } from "./lines.ts";

export function reportLines(report: ReportDocument): readonly string[] {
  const person = ({ name, organization, dateTime }: ReportDocument["verifiedBy"][number]) =>
    [name, organization, dateTime].filter(Boolean).join(", ");
  return [
    ...lines([
      ["State", [report.completionFlag, report.verificationFlag, report.preliminaryFlag].filter(Boolean).join(", ")],
      ["Verified by", report.verifiedBy.map(person).join("; ")],
      ["Author", report.authors.map(person).join("; ")],
    ]),
    "",
    ...report.items.map((item) => `${"  ".repeat(item.level)}${itemText(item)}`),
    ...(report.omitted > 0 ? [`... and ${report.omitted} more items`] : []),
  ];
}

function itemText(item: ContentItem): string {
  const name = codedText(item.concept) || item.valueType;
  const value = valueText(item);
  return value === "" ? name : `${name}: ${value}`;
}

function valueText({ value }: ContentItem): string {
  switch (value.kind) {
    case "none":
      return "";
    case "text":
      return value.text;
    case "code":
      return codedText(value.code);
    case "number":
      return [value.value ?? codedText(value.qualifier), value.unit?.value ?? ""].join(" ").trim();
    case "instance":
      return [
        value.reference === undefined ? "" : referenceText(value.reference),
        value.channels.length > 0 ? `channels ${value.channels.map((pair) => pair.join("/")).join(", ")}` : "",
      ]
        .filter(Boolean)
        .join(", ");
    case "scoord":
    case "scoord3d":
      return `${value.graphicType} ${value.points.slice(0, 4).map(pointText).join(" ")}${value.points.length > 4 ? ` ... (${value.points.length} points)` : ""}`;
    case "tcoord":
      return `${value.rangeType} ${value.positions.slice(0, 20).join(", ")}`;
    case "item":
      return `see ${value.position}`;
  }
}
