import type { Code, Finding, FindingGeometry, FrameReference, Measurement, Provenance } from "../../findings/index.ts";
import type { SegmentReference } from "../context.ts";

/** A number as a report of anyone has it: with what modifies its concept, e.g. Derivation = Median. */
export interface ReadMeasurement extends Measurement {
  readonly modifiers?: readonly { readonly concept: Code; readonly value: Code }[];
}

/** The program that measured, where it is not one of this house's models. */
export interface ReadAlgorithm {
  readonly name: string;
  readonly version: string;
  readonly parameters: readonly string[];
}

/**
 * A finding as a report holds it: what is absent was not in it. It has no id, no history: those are the writer's own.
 */
export interface ReadFinding
  extends Pick<Finding, "trackingId" | "trackingUid" | "studyInstanceUid" | "seriesInstanceUid" | "comment" | "caveats"> {
  readonly frameOfReferenceUid?: string;
  readonly code?: Code;
  readonly site?: Code;
  readonly laterality?: Code;
  readonly geometry?: FindingGeometry;
  readonly reference?: FrameReference;
  /** The segment that holds its mask; read it from that SEG. */
  readonly segment?: Pick<SegmentReference, "sopInstanceUid" | "segmentNumber">;
  readonly measurements: readonly ReadMeasurement[];
  readonly status?: "accepted" | "edited";
  readonly provenance?: Provenance;
  readonly algorithm?: ReadAlgorithm;
  /** Other evaluations: concept and value. */
  readonly evaluations: readonly { readonly concept: Code; readonly value: Code | string }[];
}

/** Part of a report that is kept as it is, and what it was: never dropped in silence. */
export interface NotUnderstood {
  /** Position in the content tree, "1.4.2". */
  readonly path: string;
  readonly valueType: string;
  readonly concept: string;
  /** Items under it that were not looked at either. */
  readonly itemCount: number;
  readonly reason: "unknown-item" | "unknown-shape" | "no-value" | "further-shape";
}
