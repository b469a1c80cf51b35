import type { Dataset } from "../../dicom/index.ts";
import type { ReferencedInstance } from "../sources.ts";
import { type ContentNode, descendantCount } from "./content-tree.ts";
import type { NotUnderstood } from "./read-finding.ts";

/** Keeps account of what was understood while a report is read, so that the rest can be listed. */
export class Reading {
  readonly studyInstanceUid: string;
  /** Referenced instances by SOP Instance UID. */
  readonly evidence: ReadonlyMap<string, ReferencedInstance>;
  readonly #taken = new Set<ContentNode>();
  readonly #refused = new Map<ContentNode, NotUnderstood["reason"]>();

  constructor(sr: Dataset) {
    this.studyInstanceUid = sr.first("StudyInstanceUID") ?? "";
    this.evidence = readEvidence(sr);
  }

  /** Marks a node as understood (not what is under it). */
  take<T extends ContentNode | undefined>(node: T): T {
    if (node !== undefined) this.#taken.add(node);
    return node;
  }

  isTaken(node: ContentNode): boolean {
    return this.#taken.has(node) || this.#refused.has(node);
  }

  /** Marks a node as looked at and not understood, with all that is under it. */
  refuse(node: ContentNode, reason: NotUnderstood["reason"]): void {
    this.#refused.set(node, reason);
  }

  /** The topmost nodes that nobody understood. */
  rest(node: ContentNode): NotUnderstood[] {
    const reason = this.#refused.get(node);
    if (reason === undefined && this.#taken.has(node)) return node.children.flatMap((child) => this.rest(child));
    const { path, valueType, concept } = node;
    const name = concept === undefined ? "" : `${concept.value} ${concept.scheme} ${concept.meaning}`;
    return [{ path, valueType, concept: name, itemCount: descendantCount(node), reason: reason ?? "unknown-item" }];
  }
}

/** Current and other evidence (PS3.3 C.17.2.1). */
function readEvidence(sr: Dataset): Map<string, ReferencedInstance> {
  const studies = [
    ...(sr.get("CurrentRequestedProcedureEvidenceSequence") ?? []),
    ...(sr.get("PertinentOtherEvidenceSequence") ?? []),
  ];
  const evidence = new Map<string, ReferencedInstance>();
  for (const study of studies) {
    for (const series of study.get("ReferencedSeriesSequence") ?? []) {
      for (const sop of series.get("ReferencedSOPSequence") ?? []) {
        const sopInstanceUid = sop.first("ReferencedSOPInstanceUID") ?? "";
        evidence.set(sopInstanceUid, {
          studyInstanceUid: study.first("StudyInstanceUID") ?? "",
          seriesInstanceUid: series.first("SeriesInstanceUID") ?? "",
          sopClassUid: sop.first("ReferencedSOPClassUID") ?? "",
          sopInstanceUid,
        });
      }
    }
  }
  return evidence;
}
