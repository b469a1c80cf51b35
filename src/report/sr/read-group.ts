import { type Code, dcm, type FindingGeometry, type FrameReference, type Provenance, sct } from "../../findings/index.ts";
import { fromUnlimitedText } from "../text.ts";
import { readModelProvenance } from "./algorithm.ts";
import { caveatCodes, concept } from "./codes.ts";
import { type ContentNode, isConcept, readCode } from "./content-tree.ts";
import { drawnShape } from "./drawn-as.ts";
import type { ReadAlgorithm, ReadFinding, ReadMeasurement } from "./read-finding.ts";
import { readGraphic, readShape } from "./read-shape.ts";
import type { Reading } from "./reading.ts";

/** Text, name, code meaning or UID of an item. */
export function textOf(node: ContentNode): string {
  const { dataset } = node;
  const text = dataset.first("TextValue") ?? dataset.first("PersonName") ?? dataset.first("UID") ?? codeOf(node)?.meaning ?? "";
  return fromUnlimitedText(text);
}

export function codeOf(node: ContentNode): Code | undefined {
  return readCode(node.dataset.get("ConceptCodeSequence")?.[0]);
}

/** A measurement group (TID 1410, 1411, 1501) of anyone's report as a finding; what is not understood is told to `reading`. */
export function readMeasurementGroup(group: ContentNode, reading: Reading): ReadFinding {
  const take = (code: Code): ContentNode | undefined => reading.take(group.children.find((child) => isConcept(child, code)));
  const takeAll = (code: Code): readonly ContentNode[] =>
    group.children.filter((child) => isConcept(child, code)).flatMap((child) => reading.take(child) ?? []);

  const trackingId = take(concept.trackingIdentifier);
  const trackingUid = take(concept.trackingUniqueIdentifier);
  const finding = take(concept.finding);
  const site = take(concept.findingSite);
  const side = site?.children.find((child) => isConcept(child, concept.laterality)) ?? take(concept.laterality);
  reading.take(side);
  const algorithm = readAlgorithm(
    take(concept.algorithmName),
    take(concept.algorithmVersion),
    takeAll(concept.algorithmParameters),
  );
  const personName = take(concept.personObserverName);
  takeAll(concept.observerType);
  const segment = readSegment(take(concept.referencedSegment) ?? take(concept.referencedSegmentationFrame));
  const sourceSeries = take(concept.sourceSeriesForSegmentation);
  const place = readPlace(group, reading, take(concept.drawnAs));
  const score = algorithm === undefined ? undefined : take(concept.certaintyOfFinding);
  const measurements = group.children.filter((child) => child.valueType === "NUM" && child !== score);
  const decision = take(concept.decision);
  takeAll(concept.regulatoryStatus);
  const comments = takeAll(concept.comment).map(textOf);
  const caveats = takeAll(concept.caveat).map((node) => codeOf(node)?.value);

  const provenance = readProvenance(algorithm, score, personName);
  const evidence = reading.evidence.get(place.reference?.sopInstanceUid ?? "");
  return withoutUndefined({
    trackingId: trackingId === undefined ? "" : textOf(trackingId),
    trackingUid: trackingUid === undefined ? "" : textOf(trackingUid),
    studyInstanceUid: evidence?.studyInstanceUid ?? reading.studyInstanceUid,
    seriesInstanceUid: (sourceSeries && textOf(sourceSeries)) ?? evidence?.seriesInstanceUid ?? "",
    frameOfReferenceUid: place.frameOfReferenceUid,
    code: finding && codeOf(finding),
    site: site && codeOf(site),
    laterality: side && codeOf(side),
    geometry: place.geometry,
    reference: place.reference,
    segment,
    measurements: measurements.flatMap((node) => readMeasurement(node, reading) ?? []),
    status: decision && (codeOf(decision)?.value === concept.edited.value ? "edited" : "accepted"),
    provenance,
    algorithm: provenance?.by === "model" ? undefined : algorithm,
    comment: comments.join("\n"),
    caveats: (Object.keys(caveatCodes) as (keyof typeof caveatCodes)[]).filter((caveat) => caveats.includes(caveat)),
    evaluations: readEvaluations(group, reading),
  });
}

/** Leaves absent what is absent, as `exactOptionalPropertyTypes` would ask. */
function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

interface Place {
  readonly geometry: FindingGeometry | undefined;
  readonly frameOfReferenceUid: string | undefined;
  readonly reference: FrameReference | undefined;
}

/** The first shape of a group, its own or one that a number was inferred from, and the image it lies on. */
function readPlace(group: ContentNode, reading: Reading, drawnAs: ContentNode | undefined): Place {
  const numbers = group.children.filter(({ valueType }) => valueType === "NUM");
  const all = [...group.children, ...numbers.flatMap(({ children }) => children)];
  const shapes = all.filter(({ valueType }) => valueType === "SCOORD" || valueType === "SCOORD3D");
  const wish = drawnShape(
    drawnAs && codeOf(drawnAs),
    numbers.flatMap(({ concept: name }) => name ?? []),
  );
  const known = shapes.map((_, index) => readShape(shapes.slice(index).map(readGraphic), wish));
  const at = known.findIndex((shape) => shape !== undefined);
  const { geometry, count = 0 } = known[at] ?? {};
  shapes.forEach((node, index) => {
    if (index >= at && index < at + count) reading.take(node);
    else reading.refuse(node, known[index] === undefined ? "unknown-shape" : "further-shape");
  });
  const first = shapes[at];
  const images = [...(first?.children ?? []), ...shapes.flatMap(({ children }) => children), ...all].filter(
    ({ valueType }) => valueType === "IMAGE",
  );
  for (const image of images) if (isSource(image)) reading.take(image);
  const reference = images.filter(isSource).flatMap((image) => readImageReference(image) ?? [])[0];
  return {
    geometry,
    frameOfReferenceUid: first?.dataset.first("ReferencedFrameOfReferenceUID"),
    reference,
  };
}

function isSource(image: ContentNode): boolean {
  return !isConcept(image, concept.referencedSegment) && !isConcept(image, concept.referencedSegmentationFrame);
}

function readImageReference(node: ContentNode): FrameReference | undefined {
  const sop = node.dataset.get("ReferencedSOPSequence")?.[0];
  const sopClassUid = sop?.first("ReferencedSOPClassUID");
  const sopInstanceUid = sop?.first("ReferencedSOPInstanceUID");
  if (sop === undefined || sopClassUid === undefined || sopInstanceUid === undefined) return undefined;
  return { sopClassUid, sopInstanceUid, frameNumber: sop.first("ReferencedFrameNumber") ?? 1 };
}

function readSegment(node: ContentNode | undefined): ReadFinding["segment"] {
  const sop = node?.dataset.get("ReferencedSOPSequence")?.[0];
  const sopInstanceUid = sop?.first("ReferencedSOPInstanceUID");
  const segmentNumber = sop?.first("ReferencedSegmentNumber");
  return sopInstanceUid === undefined || segmentNumber === undefined ? undefined : { sopInstanceUid, segmentNumber };
}

/** A NUM item: the 64 bit value where it has one (PS3.3 C.18.1). */
export function readNumber(node: ContentNode): { readonly value: number; readonly unit: string } | undefined {
  const measured = node.dataset.get("MeasuredValueSequence")?.[0];
  const value = measured?.first("FloatingPointValue") ?? measured?.first("NumericValue");
  if (measured === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  return { value, unit: readCode(measured.get("MeasurementUnitsCodeSequence")?.[0])?.value ?? "1" };
}

const derivation: Code = { value: "121401", scheme: "DCM", meaning: "Derivation" };

/** Attenuation with a derivation (TID 1419) is what this house calls by one code (CID 6141). */
const attenuationBy: Readonly<Record<string, Code>> = {
  [sct.mean.value]: dcm.meanAttenuation,
  [sct.standardDeviation.value]: dcm.standardDeviationOfAttenuation,
  [sct.minimum.value]: dcm.minimumAttenuation,
  [sct.maximum.value]: dcm.maximumAttenuation,
};

function readMeasurement(node: ContentNode, reading: Reading): ReadMeasurement | undefined {
  const number = readNumber(node);
  if (number === undefined || node.concept === undefined) {
    reading.refuse(node, "no-value");
    return undefined;
  }
  reading.take(node);
  const modifiers = node.children
    .filter(({ relationship, valueType }) => relationship === "HAS CONCEPT MOD" && valueType === "CODE")
    .flatMap((child) => {
      const value = codeOf(child);
      if (child.concept === undefined || value === undefined) return [];
      reading.take(child);
      return [{ concept: child.concept, value }];
    });
  const [only] = modifiers;
  const isDerivedAttenuation =
    modifiers.length === 1 && isConcept(node, dcm.attenuation) && only?.concept.value === derivation.value;
  const precise = isDerivedAttenuation ? attenuationBy[only?.value.value ?? ""] : undefined;
  if (precise !== undefined) return { concept: precise, ...number };
  return { concept: node.concept, ...number, ...(modifiers.length > 0 ? { modifiers } : {}) };
}

function readAlgorithm(
  name: ContentNode | undefined,
  version: ContentNode | undefined,
  parameters: readonly ContentNode[],
): ReadAlgorithm | undefined {
  if (name === undefined) return undefined;
  return { name: textOf(name), version: version === undefined ? "" : textOf(version), parameters: parameters.map(textOf) };
}

function readProvenance(
  algorithm: ReadAlgorithm | undefined,
  score: ContentNode | undefined,
  personName: ContentNode | undefined,
): Provenance | undefined {
  if (algorithm === undefined) {
    const name = personName === undefined ? "" : textOf(personName);
    return name === "" ? undefined : { by: "person", name };
  }
  return readModelProvenance(algorithm, score && readNumber(score)?.value);
}

/** Coded or written evaluations that no other row of the template names. */
function readEvaluations(group: ContentNode, reading: Reading): ReadFinding["evaluations"] {
  return group.children.flatMap((child) => {
    if (reading.isTaken(child) || child.concept === undefined) return [];
    const value = child.valueType === "CODE" ? codeOf(child) : child.valueType === "TEXT" ? textOf(child) : undefined;
    if (value === undefined) return [];
    reading.take(child);
    return [{ concept: child.concept, value }];
  });
}
