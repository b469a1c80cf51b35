import { openFrameBeside, personName, useLanguage } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";
import { type ContentOf, useCodeText, useDocument, useDocumentText } from "./context.ts";
import { DrawnToggle, PartToggle } from "./DrawnToggle.tsx";
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
  const { cellId, held } = useDocument();
  const images = sources.filter(({ sopInstanceUid }) => held.get(sopInstanceUid)?.isImage === true);
  const middle = images[Math.floor(images.length / 2)];
  const place = middle === undefined ? undefined : held.get(middle.sopInstanceUid);
  const show = () => {
    if (place !== undefined) openFrameBeside({ ...place, frameNumber: middle?.frameNumbers[0] ?? 1 }, cellId);
  };
  const how = ({ algorithmType, algorithmName }: Segment) =>
    [algorithmType === "" ? "" : text(`algorithm.${algorithmType}`), algorithmName].filter(Boolean).join(" · ");
  return (
    <div className="doc-body">
      <DrawnToggle onShow={place === undefined ? undefined : show} hasSpace={segmentation.frameOfReferenceUid !== ""} />
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
                <PartToggle number={segment.number} name={segment.label || String(segment.number)} />
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
