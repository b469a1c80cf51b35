import { dicomDate, openPointBeside } from "../../stores/index.ts";
import { type ContentOf, useDocument, useDocumentText } from "./context.ts";
import { DrawnToggle, PartToggle } from "./DrawnToggle.tsx";
import { Facts } from "./Facts.tsx";
import { keyed } from "./keyed.ts";
import { Swatch } from "./Swatch.tsx";

type Set = ContentOf<"structure-set">;
type Structure = Set["structures"][number];

/** Structures of a structure set: name, kind, extent; a click goes to the middle of one on its images. */
export function StructureSetView({ set }: { readonly set: Set }) {
  const text = useDocumentText();
  const { cellId, held } = useDocument();
  const seriesInstanceUid = set.series
    .flatMap(({ instances }) => instances)
    .map(({ sopInstanceUid }) => held.get(sopInstanceUid))
    .find((place) => place?.isImage === true)?.seriesInstanceUid;
  const goTo = (structure: Structure) => {
    const { centrePatient, frameOfReferenceUid } = structure;
    if (centrePatient === undefined || seriesInstanceUid === undefined) return;
    openPointBeside(
      { seriesInstanceUid, pointPatient: centrePatient, frameOfReferenceUid: frameOfReferenceUid || undefined },
      cellId,
    );
  };
  const telling = set.structures.find(({ type, centrePatient }) => type !== "EXTERNAL" && centrePatient !== undefined);
  const show = () => {
    const structure = telling ?? set.structures[0];
    if (structure !== undefined) goTo(structure);
  };
  return (
    <div className="doc-body">
      <DrawnToggle onShow={seriesInstanceUid === undefined ? undefined : show} hasSpace={telling !== undefined} />
      <Facts
        facts={[
          { label: text("name"), value: [set.name, set.description].filter(Boolean).join(" · ") },
          { label: text("drawnOn"), value: dicomDate(set.date) },
          { label: text("approval"), value: set.approvalStatus === "" ? "" : text(`approvalStatus.${set.approvalStatus}`) },
        ]}
      />
      <table className="doc-table doc-table-wide" data-testid="structure-table">
        <thead>
          <tr>
            <th>{text("structure")}</th>
            <th>{text("type")}</th>
            <th className="doc-number">{text("contours")}</th>
            <th className="doc-number">{text("volumeMl")}</th>
            <th className="doc-number">{text("extentMm")}</th>
          </tr>
        </thead>
        <tbody>
          {keyed(set.structures, ({ number }) => String(number)).map(({ key, item: structure }) => (
            <tr key={key}>
              <th scope="row">
                <PartToggle number={structure.number} name={structure.name} />
                <Swatch color={structure.color} />
                {structure.centrePatient !== undefined && seriesInstanceUid !== undefined ? (
                  <button type="button" className="doc-link" onClick={() => goTo(structure)}>
                    {structure.name}
                  </button>
                ) : (
                  structure.name
                )}
              </th>
              <td>{structure.type === "" ? "" : text(`roiType.${structure.type}`)}</td>
              <td className="doc-number">{structure.contourCount}</td>
              <td className="doc-number">{structure.estimatedVolumeMl?.toFixed(1) ?? ""}</td>
              <td className="doc-number">{extent(structure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="doc-quiet">{text("volumeFromContours")}</p>
      {seriesInstanceUid === undefined && <p className="doc-quiet">{text("imagesNotHeld")}</p>}
    </div>
  );
}

function extent({ bounds }: Structure): string {
  if (bounds === undefined) return "";
  return bounds.upper.map((upper, axis) => Math.round(upper - (bounds.lower[axis] ?? upper))).join(" × ");
}
