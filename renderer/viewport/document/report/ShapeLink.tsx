import { openFrameBeside, openPointBeside, pointAt } from "../../../stores/index.ts";
import { useDocument, useDocumentText } from "../context.ts";
import type { ContentItem, ReportNode } from "./report-tree.ts";

type Shape = Extract<ContentItem["value"], { kind: "scoord" | "scoord3d" }>;

/** A shape that a report names, as a link that shows it on its image, or at its place in the patient; words alone where neither is held. */
export function ShapeLink({ shape, nodes }: { readonly shape: Shape; readonly nodes: readonly ReportNode[] }) {
  const text = useDocumentText();
  const open = useOpen(shape, nodes);
  const words = `${text(`graphic.${shape.graphicType}`)} · ${text("points", { count: shape.points.length })}`;
  if (open === undefined) return <span className="doc-quiet">{words}</span>;
  return (
    <button type="button" className="doc-link" data-testid="document-shape" onClick={open}>
      {words}
    </button>
  );
}

function useOpen(shape: Shape, nodes: readonly ReportNode[]): (() => void) | undefined {
  const { cellId, held } = useDocument();
  const { graphicType } = shape;
  if (shape.kind === "scoord3d") {
    const series = [...held.values()].find(({ isImage }) => isImage)?.seriesInstanceUid;
    const count = shape.points.length;
    if (series === undefined || count === 0) return undefined;
    const { points, frameOfReferenceUid } = shape;
    const middle = (axis: 0 | 1 | 2) => points.reduce((sum, point) => sum + point[axis], 0) / count;
    return () => {
      pointAt({ kind: "patient", frameOfReferenceUid, points, graphicType });
      const pointPatient = [middle(0), middle(1), middle(2)] as const;
      openPointBeside({ seriesInstanceUid: series, pointPatient, frameOfReferenceUid }, cellId);
    };
  }
  const references = nodes.flatMap(({ item }) => (item.value.kind === "instance" ? (item.value.reference ?? []) : []));
  const reference = references.find(({ sopInstanceUid }) => held.get(sopInstanceUid)?.isImage === true);
  const place = reference && held.get(reference.sopInstanceUid);
  if (reference === undefined || place === undefined) return undefined;
  const { sopInstanceUid } = reference;
  const frameNumber = reference.frameNumbers[0] ?? 1;
  return () => {
    // Coordinates count from the top left corner of the first pixel (PS3.3 C.18.6.1.1).
    const points = shape.points.map(([column, row]) => [column - 0.5, row - 0.5] as const);
    pointAt({ kind: "image", sopInstanceUid, frameNumber, points, graphicType });
    openFrameBeside({ ...place, sopInstanceUid, frameNumber }, cellId);
  };
}
