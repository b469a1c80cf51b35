import type { ReactNode } from "react";
import type { Frame, SeriesDetail } from "../../../src/contract/index.ts";
import { ageInYears, dicomDate, dicomTime, personName, useLanguage } from "../../stores/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenUnit } from "../measurement/units.ts";
import { isUntouched } from "../plane/window.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText, type ViewportText } from "../text.ts";
import { KeyImageMark } from "./KeyImageMark.tsx";
import { type Line, LineBlock } from "./LineBlock.tsx";
import { type Note, Notes } from "./Notes.tsx";
import { PresentationSwitch } from "./PresentationSwitch.tsx";
import { Readout } from "./Readout.tsx";
import { SplitSwitch } from "./SplitSwitch.tsx";
import { useProjection } from "./use-projection.ts";
import { WindowEntry } from "./WindowEntry.tsx";
import { ZoomEntry, zoomPercent } from "./ZoomEntry.tsx";

interface CornersProps {
  readonly detail: SeriesDetail;
  readonly facts: PlaneFacts | undefined;
  readonly cell: Cell;
  readonly level: 0 | 1 | 2;
  /** Said at every level. */
  readonly notes: readonly Note[];
  /** Where the pointer's place is told. */
  readonly element: HTMLElement | null;
  /** What is drawn over the image and in which colour: under the patient. */
  readonly legend?: ReactNode;
  /** What the viewport does together with others: at the top right, at every level. */
  readonly links?: ReactNode;
  /** Beside the number of the image, at the bottom left. */
  readonly slab?: ReactNode;
  /** More lines at the bottom left. */
  readonly children?: ReactNode;
}

/** Texts in the corners as IHE BIR 4.16.4.2.2.5.8 lays them out. */
export function Corners({ detail, facts, cell, level, notes, element, legend, links, slab, children }: CornersProps) {
  const text = useViewportText();
  const language = useLanguage();
  const projection = useProjection(detail, facts);
  if (level === 0) {
    return (
      <>
        <div className="corner corner-top-right">{links}</div>
        <div className="corner corner-bottom-left">
          <Notes notes={notes} />
        </div>
      </>
    );
  }
  const few = level === 1;
  const lines = facts?.slice === undefined ? [] : viewLines(facts, cell, text, detail);
  return (
    <>
      <LineBlock corner="top-left" lines={patientLines(detail, text, personName(detail.overlay.patientName, language))} few={few}>
        {legend}
      </LineBlock>
      <LineBlock corner="top-right" lines={studyLines(detail, text)} few={few}>
        <KeyImageMark facts={facts} />
        <SplitSwitch detail={detail} cellId={cell.id} />
        {cell.content.kind === "stack" && <PresentationSwitch cell={cell} seriesInstanceUid={detail.seriesInstanceUid} />}
        {links}
      </LineBlock>
      <LineBlock corner="bottom-right" lines={seriesLines(detail, facts, text, projection)} few={few} />
      <div className="corner corner-bottom-left">
        {facts !== undefined && <Readout facts={facts} element={element} />}
        <Notes notes={notes} />
        {cell.content.kind === "mpr" && <span className="plane-name">{text(`plane.${cell.content.plane}`)}</span>}
        {lines.slice(0, -1).map((line) => (
          <ViewLine key={line.id} line={line} few={few} facts={facts} cell={cell} />
        ))}
        <div className="corner-row">
          {lines.slice(-1).map((line) => (
            <ViewLine key={line.id} line={line} few={few} facts={facts} cell={cell} />
          ))}
          {slab}
        </div>
        {children}
      </div>
    </>
  );
}

/** A line of the bottom left corner; window and zoom can be typed there. */
function ViewLine(props: {
  readonly line: Line;
  readonly few: boolean;
  readonly facts: PlaneFacts | undefined;
  readonly cell: Cell;
}) {
  const { line, few, facts, cell } = props;
  const { id, value, isMinor } = line;
  if (facts === undefined) return null;
  const frame = facts.slice?.frame;
  const hidden = few && isMinor;
  if (id === "zoom") return <ZoomEntry line={value} isMinor={isMinor} hidden={hidden} facts={facts} cellId={cell.id} />;
  if (id === "window" && value !== "" && frame !== undefined) {
    return <WindowEntry line={value} window={facts.window} frame={frame} suvType={facts.suvType} cellId={cell.id} />;
  }
  return (
    <span data-line={id} className={isMinor ? "minor" : ""} hidden={hidden}>
      {value}
    </span>
  );
}

function patientLines({ overlay }: SeriesDetail, text: ViewportText, name: string): Line[] {
  const known = { M: text("sex.M"), F: text("sex.F"), O: text("sex.O") } as Readonly<Record<string, string>>;
  const years = ageInYears(overlay.patientBirthDate, overlay.acquisitionDate);
  const age = writtenAge(overlay.patientAge, text) ?? (years === undefined ? undefined : text("age.Y", { count: years }));
  return [
    { id: "patient-name", value: name, isMinor: false, isStrong: true },
    { id: "patient-id", value: overlay.patientId, isMinor: false },
    {
      id: "patient-birth",
      value: overlay.patientBirthDate === "" ? "" : text("born", { date: dicomDate(overlay.patientBirthDate) }),
      isMinor: true,
    },
    {
      id: "patient-sex-age",
      value: [known[overlay.patientSex], age].filter(Boolean).join(" · "),
      isMinor: true,
    },
  ];
}

/** AS ("063Y") in words. */
function writtenAge(age: string, text: ViewportText): string | undefined {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(age) ?? [];
  return count === undefined ? undefined : text(`age.${unit}`, { count: Number(count) });
}

function studyLines({ overlay }: SeriesDetail, text: ViewportText): Line[] {
  const when = [dicomDate(overlay.acquisitionDate), dicomTime(overlay.acquisitionTime)].filter(Boolean).join(" ");
  return [
    { id: "institution", value: overlay.institutionName, isMinor: true },
    { id: "study-description", value: overlay.studyDescription, isMinor: true },
    { id: "study-id", value: overlay.studyId === "" ? "" : text("studyId", { id: overlay.studyId }), isMinor: true },
    {
      id: "accession",
      value: overlay.accessionNumber === "" ? "" : text("accession", { number: overlay.accessionNumber }),
      isMinor: true,
    },
    { id: "acquired", value: when, isMinor: false },
  ];
}

function seriesLines(
  detail: SeriesDetail,
  facts: PlaneFacts | undefined,
  text: ViewportText,
  projection: ReturnType<typeof useProjection>,
): Line[] {
  const frame = facts?.slice?.isAcquired === false ? undefined : (facts?.slice?.frame ?? undefined);
  const { contrastBolusAgent } = detail.overlay;
  const side = projection?.laterality || detail.overlay.laterality;
  const sideWords = ["L", "R", "B"].includes(side) ? text(`laterality.${side as "L" | "R" | "B"}`) : "";
  const mm = (value: number) => String(Number(value.toFixed(2)));
  return [
    {
      id: "series-number",
      value: detail.seriesNumber === null ? "" : text("series", { number: detail.seriesNumber }),
      isMinor: true,
    },
    {
      id: "laterality",
      value: [sideWords, projection?.viewPosition ?? ""].filter(Boolean).join(" · "),
      isMinor: false,
    },
    { id: "contrast", value: contrastBolusAgent === "" ? "" : text("contrast", { agent: contrastBolusAgent }), isMinor: true },
    { id: "series-description", value: detail.seriesDescription, isMinor: false },
    {
      id: "thickness",
      value: frame?.sliceThicknessMm ? text("thickness", { mm: mm(frame.sliceThicknessMm) }) : "",
      isMinor: true,
    },
    { id: "frame-content", value: frameLine(frame, text), isMinor: true },
    {
      id: "location",
      value: frame?.sliceLocationMm === undefined ? "" : text("location", { mm: mm(frame.sliceLocationMm) }),
      isMinor: true,
    },
  ];
}

function viewLines(facts: PlaneFacts, cell: Cell, text: ViewportText, detail: SeriesDetail): Line[] {
  const turned = [
    cell.rotationDegrees === 0 ? "" : text("rotated", { degrees: cell.rotationDegrees }),
    cell.flippedHorizontally || cell.flippedVertically ? text("flipped") : "",
    cell.inverted ? text("inverted") : "",
  ].filter(Boolean);
  const key = cell.content.kind === "mpr" ? "slice" : "instance";
  return [
    { id: "window", value: windowLine(facts, text, detail), isMinor: false },
    {
      id: "zoom",
      value: [zoomLine(facts, text), ...turned].join(" · "),
      isMinor: turned.length === 0,
    },
    { id: "instance", value: text(key, { n: facts.sliceIndex + 1, total: facts.sliceCount }), isMinor: false },
  ];
}

/** In device pixels for a pixel of the image: 100 % is one for one. */
function zoomLine(facts: PlaneFacts, text: ViewportText): string {
  const zoom = text("zoom", { percent: zoomPercent(facts) });
  const { sizing } = facts;
  if (sizing?.kind === "true-size") return `${zoom} · ${text("size.true")}`;
  return sizing?.kind === "magnification" && sizing.times === 1 ? `${zoom} · ${text("size.native")}` : zoom;
}

/** The window in the unit that values are read in; the VOI LUT's own name; nothing for colour that is as it came. */
function windowLine({ voi, window, slice, suvType }: PlaneFacts, text: ViewportText, detail: SeriesDetail): string {
  const frame = slice?.frame ?? detail.frames[0];
  if (frame === undefined || (frame.samplesPerPixel === 3 && isUntouched(window))) return "";
  if (voi.kind === "table") return text("voi.table", { name: voi.explanation || text("voi.unnamed") });
  const { line, unit } = shownValues(frame, suvType);
  const { slope, intercept } = line ?? { slope: 1, intercept: 0 };
  const [width, center] = [window.width * slope, window.center * slope + intercept];
  const isScaled = line !== undefined && unit !== frame.unit;
  const digits = (isScaled || frame.valueType === "float32") && width < 100 ? (width < 1 ? 4 : 2) : 0;
  return [
    text("windowLevel", { width: width.toFixed(digits), center: center.toFixed(digits) }),
    isScaled || unit === "Gy" ? writtenUnit(unit) : "",
    window.function === "SIGMOID" ? text("voi.sigmoid") : "",
    voi.explanation,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What the file says of this frame among its others. */
function frameLine(frame: Frame | undefined, text: ViewportText): string {
  const { frameLabel, frameComments, temporalPositionIndex } = frame?.frameContent ?? {};
  const phase = temporalPositionIndex === undefined ? "" : text("temporalPosition", { n: temporalPositionIndex });
  return [frameLabel, phase, frameComments].filter(Boolean).join(" · ");
}
