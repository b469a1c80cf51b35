import { unitText, useCodeText, useDocumentText } from "../context.ts";
import { Modifiers, numberText } from "./ItemValue.tsx";
import type { ReportNode } from "./report-tree.ts";

/** Numbers that follow each other, value and unit in columns. */
export function MeasurementTable({ nodes }: { readonly nodes: readonly ReportNode[] }) {
  const text = useDocumentText();
  const code = useCodeText();
  return (
    <table className="doc-table" data-testid="measurement-table">
      <thead className="visually-hidden">
        <tr>
          <th>{text("measurement")}</th>
          <th>{text("value")}</th>
          <th>{text("unit")}</th>
          <th>{text("details")}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ item, children }) => (
          <tr key={item.position}>
            <th scope="row">{code(item.concept)}</th>
            <td className="doc-number">
              {item.value.kind === "number" &&
                (item.value.value === undefined ? code(item.value.qualifier) : numberText(item.value.value))}
            </td>
            <td>{item.value.kind === "number" && unitText(item.value.unit)}</td>
            <td>
              <Modifiers nodes={children} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
