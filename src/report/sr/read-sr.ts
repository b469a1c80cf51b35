import type { Dataset } from "../../dicom/index.ts";
import type { Code } from "../../findings/index.ts";
import { parseDicomDateTime, parseOffset } from "../datetime.ts";
import { concept } from "./codes.ts";
import { type ContentNode, isConcept, readContentTree } from "./content-tree.ts";
import type { NotUnderstood, ReadFinding } from "./read-finding.ts";
import { codeOf, readMeasurementGroup, textOf } from "./read-group.ts";
import { Reading } from "./reading.ts";

/** A written part of a report. */
export interface ReadSection {
  /** The heading's concept; its meaning is the heading as it was written. */
  readonly code: Code;
  readonly text: string;
}

/** A structured report as it was read; what is absent or "" was not in it. */
export interface ReadReport {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly title: Code | undefined;
  /** RFC 5646. */
  readonly language: string;
  /** Template of this program that the text follows. */
  readonly templateId: string;
  readonly templateVersion: string;
  readonly procedure: Code | undefined;
  readonly observers: readonly string[];
  readonly isComplete: boolean;
  /** Who verified it, and when (ISO 8601); undefined where nobody did. */
  readonly verification: { readonly by: string; readonly at: string | undefined } | undefined;
  readonly sections: readonly ReadSection[];
  readonly findings: readonly ReadFinding[];
  readonly notUnderstood: readonly NotUnderstood[];
}

/**
 * Reads a structured report of anyone (PS3.3 A.35): its text, its measurement groups as findings, and a list of what was not understood.
 *
 * @throws ReportError not-sr, too-large
 */
export function readSr(sr: Dataset): ReadReport {
  const root = readContentTree(sr);
  const reading = new Reading(sr);
  reading.take(root);
  const take = (code: Code) => reading.take(root.children.find((child) => isConcept(child, code)));
  const language = take(concept.language);
  const template = take(concept.reportTemplate);
  const procedures = root.children.filter((child) => isConcept(child, concept.procedureReported));
  for (const procedure of procedures) reading.take(procedure);
  const [procedure] = procedures;
  const [templateId = "", templateVersion = ""] = template === undefined ? [] : textOf(template).split(" ");
  const findings = groupsOf(root, reading).map((group) => readMeasurementGroup(group, reading));
  const sections = sectionsOf(root, reading);
  return {
    sopInstanceUid: sr.first("SOPInstanceUID") ?? "",
    seriesInstanceUid: sr.first("SeriesInstanceUID") ?? "",
    studyInstanceUid: sr.first("StudyInstanceUID") ?? "",
    title: root.concept,
    language: (language && codeOf(language)?.value) ?? "",
    templateId,
    templateVersion,
    procedure: procedure && codeOf(procedure),
    observers: observersOf(root, reading),
    isComplete: sr.first("CompletionFlag") === "COMPLETE",
    verification: verificationOf(sr),
    sections,
    findings,
    notUnderstood: reading.rest(root),
  };
}

/** Measurement groups wherever they stand; the containers above them are understood by that. */
function groupsOf(node: ContentNode, reading: Reading): ContentNode[] {
  return node.children.flatMap((child) => {
    if (child.valueType !== "CONTAINER") return [];
    if (isConcept(child, concept.measurementGroup)) return [reading.take(child)];
    const groups = groupsOf(child, reading);
    if (groups.length > 0 || isConcept(child, concept.imagingMeasurements)) reading.take(child);
    return groups;
  });
}

/** Containers that hold text, wherever they stand outside the measurement groups. */
function sectionsOf(node: ContentNode, reading: Reading): ReadSection[] {
  const texts = node.children.filter(
    (child) => child.valueType === "TEXT" && child.relationship === "CONTAINS" && !reading.isTaken(child),
  );
  for (const text of texts) reading.take(text);
  const own =
    texts.length === 0 || node.concept === undefined ? [] : [{ code: node.concept, text: texts.map(textOf).join("\n") }];
  const below = node.children
    .filter((child) => child.valueType === "CONTAINER" && !isConcept(child, concept.measurementGroup))
    .flatMap((child) => {
      const sections = sectionsOf(child, reading);
      if (sections.length > 0) reading.take(child);
      return sections;
    });
  return [...own, ...below];
}

const observerConcepts: readonly Code[] = [
  concept.observerType,
  concept.deviceObserverUid,
  concept.deviceObserverManufacturer,
  concept.deviceObserverModelName,
  concept.deviceObserverSerialNumber,
];

/** Names of persons and devices that observed (TID 1001). */
function observersOf(root: ContentNode, reading: Reading): string[] {
  const context = root.children.filter(({ relationship }) => relationship === "HAS OBS CONTEXT");
  for (const node of context) if (observerConcepts.some((code) => isConcept(node, code))) reading.take(node);
  return context
    .filter((node) => isConcept(node, concept.personObserverName) || isConcept(node, concept.deviceObserverName))
    .map((node) => textOf(reading.take(node)));
}

function verificationOf(sr: Dataset): ReadReport["verification"] {
  const observer = sr.get("VerifyingObserverSequence")?.at(-1);
  if (sr.first("VerificationFlag") !== "VERIFIED" || observer === undefined) return undefined;
  const offset = parseOffset(sr.first("TimezoneOffsetFromUTC")) ?? 0;
  return {
    by: observer.first("VerifyingObserverName") ?? "",
    at: parseDicomDateTime(observer.first("VerificationDateTime"), offset),
  };
}
