import { personName, useLanguage } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";
import { type ContentOf, useCodeText, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { keyed } from "./keyed.ts";
import { References } from "./Reference.tsx";
import { Swatch } from "./Swatch.tsx";

type Segment = ContentOf<"segmentation">["segments"][number];

/** Segments of a segmentation, and the images that they were drawn on. */
export function SegmentationView({ segmentation }: { readonly segmentation: ContentOf<"segmentation"> }) {
  const text = useDocumentText();
  const code = useCodeText();
  const language = useLanguage();
  const sources = segmentation.series.flatMap(({ instances }) => instances);
  const how = ({ algorithmType, algorithmName }: Segment) =>
    [algorithmType === "" ? "" : text(`algorithm.${algorithmType}`), algorithmName].filter(Boolean).join(" · ");
  return (
    <div className="doc-body">
      <Facts
        facts={[
          { label: text("type"), value: text(`segmentationType.${segmentation.segmentationType || "BINARY"}`) },
          { label: text("creator"), value: personName(segmentation.creator, language) },
          {
            label: text("frames"),
            value: text("framesOf", { count: segmentation.frameCount, columns: segmentation.columns, rows: segmentation.rows }),
          },
        ]}
      />
      <table className="doc-table doc-table-wide" data-testid="segment-table">
        <thead>
          <tr>
            <th>{text("segmentHeading")}</th>
            <th>{text("what")}</th>
            <th>{text("where")}</th>
            <th>{text("how")}</th>
            <th className="doc-number">{text("frames")}</th>
          </tr>
        </thead>
        <tbody>
          {keyed(segmentation.segments, ({ number }) => String(number)).map(({ key, item: segment }) => (
            <tr key={key}>
              <th scope="row">
                <Swatch color={segment.color} />
                {segment.label || segment.number}
              </th>
              <td>
                {[code(segment.type), ...segment.typeModifiers.map(code)].filter(Boolean).join(", ") || code(segment.category)}
              </td>
              <td>{segment.sites.map(code).join(", ")}</td>
              <td>{how(segment)}</td>
              <td className="doc-number">{segment.frameCount ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {segmentation.omitted > 0 && <Notice tone="proposed">{text("omitted", { count: segmentation.omitted })}</Notice>}
      {sources.length > 0 && (
        <section className="doc-section">
          <h3>{text("sourceImages", { count: sources.length })}</h3>
          <References references={sources} />
        </section>
      )}
    </div>
  );
}
