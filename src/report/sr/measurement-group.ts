import { type Dataset, sopClasses } from "../../dicom/index.ts";
import { canonicalGeometry, type Finding, type FindingGeometry, type Provenance } from "../../findings/index.ts";
import type { SegmentReference } from "../context.ts";
import type { ReportLanguage } from "../draft.ts";
import { ReportError } from "../errors.ts";
import { algorithmParameters, regulatoryStatus } from "./algorithm.ts";
import { caveatCodes, concept } from "./codes.ts";
import { drawnAsCode } from "./drawn-as.ts";
import {
  codeContent,
  containerItem,
  type ImageReference,
  imageContent,
  numberContent,
  personNameContent,
  type RelationshipType,
  scoord3dContent,
  scoordContent,
  textContent,
  uidContent,
} from "./item.ts";
import { type SrShape, shapesOf } from "./shape.ts";

/** What a measurement group says besides the finding: the frame it was seen on, and its segment. */
export interface GroupSources {
  readonly frame: ImageReference;
  readonly segment: SegmentReference | undefined;
  /** Of what the program itself says. */
  readonly language: ReportLanguage;
}

type GroupTemplate = "1410" | "1411" | "1501";

/** A finding as a measurement group: TID 1501 (lines, angles), 1410 (plane regions), 1411 (volumes). README.md has the table. @throws ReportError source-missing */
export function buildMeasurementGroup(finding: Finding, sources: GroupSources): Dataset {
  const template = templateOf(finding, sources);
  const isInferred = template === "1501";
  const shapes = shapeItems(finding, sources, isInferred ? "INFERRED FROM" : "CONTAINS");
  const numbers = finding.measurements.map(({ concept: name, value, unit }, index) =>
    numberContent(name, value, unit, isInferred ? inferredFrom(finding, shapes, index) : []),
  );
  return containerItem(
    concept.measurementGroup,
    [
      textContent("HAS OBS CONTEXT", concept.trackingIdentifier, finding.trackingId),
      uidContent("HAS OBS CONTEXT", concept.trackingUniqueIdentifier, finding.trackingUid),
      ...observer(finding.provenance),
      codeContent("CONTAINS", concept.finding, finding.code),
      ...siteItems(finding),
      ...algorithm(finding.provenance),
      ...(isInferred ? [] : shapes),
      ...sourceItems(finding, sources, template),
      ...score(finding.provenance),
      ...numbers,
      ...evaluations(finding, sources.language),
    ],
    template,
  );
}

function templateOf(finding: Finding, { segment }: GroupSources): GroupTemplate {
  const { geometry, measurements } = finding;
  if (segment !== undefined || isVolume(geometry)) return "1411";
  const shape = geometry.kind === "image" ? geometry.shape : geometry.kind;
  return measuredLines.includes(shape) && measurements.length > 0 ? "1501" : "1410";
}

/** Whether a shape has a surface in space, not an outline in a plane. */
const isVolume = ({ kind }: FindingGeometry) => kind === "sphere" || kind === "box";

/** Shapes whose numbers are those of lines, not of a region. */
const measuredLines: readonly string[] = ["length", "angle", "bidirectional", "cobb", "polyline", "cardiothoracic"];

/** What a number is inferred from: each axis from its own line, all else that has several lines, once, from all of them. */
function inferredFrom({ geometry, measurements }: Finding, shapes: readonly Dataset[], index: number): readonly Dataset[] {
  const shape = geometry.kind === "image" ? geometry.shape : geometry.kind;
  if (shape === "bidirectional" && measurements.length >= shapes.length) return shapes.slice(index, index + 1);
  return index === 0 ? shapes : [];
}

function shapeItems(finding: Finding, sources: GroupSources, relationship: RelationshipType): Dataset[] {
  const geometry = canonicalGeometry(finding.geometry);
  return shapesOf(geometry).map((shape) => shapeItem(finding, geometry, shape, sources, relationship));
}

function shapeItem(
  finding: Finding,
  geometry: FindingGeometry,
  shape: SrShape,
  { frame, segment }: GroupSources,
  relationship: RelationshipType,
): Dataset {
  const region = isVolume(geometry) ? concept.volumeSurface : concept.imageRegion;
  const name = relationship === "INFERRED FROM" ? undefined : segment === undefined ? region : concept.boundedBy;
  if (shape.valueType === "SCOORD") {
    return scoordContent(relationship, name, shape, imageContent("SELECTED FROM", undefined, frame));
  }
  const { frameOfReferenceUid } = finding;
  if (frameOfReferenceUid === undefined) {
    throw new ReportError(
      "source-missing",
      "A finding lies in the patient, but its images name no frame of reference: the report cannot be written with it. Take it out of the report; it stays on screen.",
      { findingId: finding.id, missing: "FrameOfReferenceUID" },
    );
  }
  return scoord3dContent(relationship, name, { ...shape, frameOfReferenceUid });
}

function sourceItems(finding: Finding, { frame, segment }: GroupSources, template: GroupTemplate): Dataset[] {
  if (segment !== undefined) {
    return [
      imageContent("CONTAINS", concept.referencedSegment, {
        sopClassUid: sopClasses.SegmentationStorage,
        sopInstanceUid: segment.sopInstanceUid,
        segmentNumber: segment.segmentNumber,
      }),
      uidContent("CONTAINS", concept.sourceSeriesForSegmentation, finding.seriesInstanceUid),
      imageContent("CONTAINS", concept.sourceOfMeasurement, frame),
    ];
  }
  const isImage = finding.geometry.kind === "image";
  if (isImage) return [];
  const name = template === "1411" ? concept.sourceImageForSegmentation : concept.sourceOfMeasurement;
  return [imageContent("CONTAINS", name, frame)];
}

function siteItems({ site, laterality }: Finding): Dataset[] {
  const side = laterality === undefined ? [] : [codeContent("HAS CONCEPT MOD", concept.laterality, laterality)];
  return site === undefined ? side : [codeContent("HAS CONCEPT MOD", concept.findingSite, site, side)];
}

/** Who drew it, where that need not be who signed (TID 1003). */
function observer(provenance: Provenance): Dataset[] {
  if (provenance.by !== "person") return [];
  return [
    codeContent("HAS OBS CONTEXT", concept.observerType, concept.person),
    personNameContent("HAS OBS CONTEXT", concept.personObserverName, provenance.name),
  ];
}

/** TID 4019. */
function algorithm(provenance: Provenance): Dataset[] {
  if (provenance.by !== "model") return [];
  return [
    textContent("HAS CONCEPT MOD", concept.algorithmName, provenance.modelId),
    textContent("HAS CONCEPT MOD", concept.algorithmVersion, provenance.modelVersion),
    ...algorithmParameters(provenance).map((text) => textContent("HAS CONCEPT MOD", concept.algorithmParameters, text)),
  ];
}

/** The model's score, 0 to 1. */
function score(provenance: Provenance): Dataset[] {
  return provenance.by === "model" ? [numberContent(concept.certaintyOfFinding, provenance.score, "1")] : [];
}

function evaluations(finding: Finding, language: ReportLanguage): Dataset[] {
  const isModels = finding.provenance.by === "model";
  const decision = finding.status === "edited" ? concept.edited : concept.accepted;
  const drawnAs = drawnAsCode(finding.geometry);
  return [
    ...(drawnAs === undefined ? [] : [codeContent("CONTAINS", concept.drawnAs, drawnAs)]),
    ...(isModels ? [codeContent("CONTAINS", concept.decision, decision)] : []),
    ...(isModels ? [textContent("CONTAINS", concept.regulatoryStatus, regulatoryStatus[language])] : []),
    ...finding.caveats.map((caveat) => codeContent("CONTAINS", concept.caveat, caveatCodes[caveat])),
    ...(finding.comment === "" ? [] : [textContent("CONTAINS", concept.comment, finding.comment)]),
  ];
}
