import { dicomDate, dicomTime, personName, useLanguage } from "../../../stores/index.ts";
import { unitText, useCodeText, useDocumentText } from "../context.ts";
import { Reference } from "../Reference.tsx";
import type { ContentItem, ReportNode } from "./report-tree.ts";
import { ShapeLink } from "./ShapeLink.tsx";

/** A number as it was measured: as many digits as the file's, at most six behind the point. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)));
}

/** The value of an item, to be read; `nodes` are those under it. */
export function ItemValue({ item, nodes = [] }: { readonly item: ContentItem; readonly nodes?: readonly ReportNode[] }) {
  const text = useDocumentText();
  const code = useCodeText();
  const language = useLanguage();
  const { value, valueType } = item;
  switch (value.kind) {
    case "none":
      return null;
    case "text":
      return <span className={valueType === "UIDREF" ? "doc-uid" : undefined}>{readable(valueType, value.text, language)}</span>;
    case "code":
      return <span title={value.code && `${value.code.value} ${value.code.scheme}`}>{code(value.code)}</span>;
    case "number":
      return (
        <span>
          {value.value === undefined ? code(value.qualifier) : numberText(value.value)} {unitText(value.unit)}
        </span>
      );
    case "instance":
      return value.reference === undefined ? null : <Reference reference={value.reference} presentation={value.presentation} />;
    case "scoord":
    case "scoord3d":
      return <ShapeLink shape={value} nodes={nodes} />;
    case "tcoord":
      return (
        <span className="doc-quiet">
          {value.rangeType} {value.positions.slice(0, 8).join(", ")}
        </span>
      );
    case "item":
      return <span className="doc-quiet">{text("seeItem", { position: value.position })}</span>;
  }
}

function readable(valueType: string, value: string, language: ReturnType<typeof useLanguage>): string {
  if (valueType === "PNAME") return personName(value, language);
  if (valueType === "DATE") return dicomDate(value);
  if (valueType === "TIME") return dicomTime(value);
  if (valueType === "DATETIME") return `${dicomDate(value.slice(0, 8))} ${dicomTime(value.slice(8))}`.trim();
  return value;
}

/** What hangs under a value: said in small behind it. */
export function Modifiers({ nodes }: { readonly nodes: readonly ReportNode[] }) {
  const code = useCodeText();
  const text = useDocumentText();
  const said = nodes.filter(({ item }) => item.valueType !== "UIDREF");
  if (said.length === 0) return null;
  return (
    <span className="doc-modifiers">
      {said.map(({ item, children }) => (
        <span key={item.position}>
          {item.value.kind === "instance" ? null : (
            <span className="doc-quiet">{code(item.concept) || text(`valueType.${item.valueType || "other"}`)} </span>
          )}
          <ItemValue item={item} nodes={children} />
          <Modifiers nodes={children} />
        </span>
      ))}
    </span>
  );
}
