import { canonicalGeometry } from "./canonical.ts";
import { type Code, isSameCode } from "./code.ts";
import { FindingError } from "./errors.ts";
import {
  type Finding,
  type FindingChange,
  type FindingStatus,
  findingSchema,
  type Measurement,
  type Provenance,
} from "./finding.ts";
import type { FindingGeometry, SegmentMask } from "./geometry.ts";
import { maskVoxelCount } from "./mask.ts";
import { measure } from "./measure.ts";

/** A person's decision on a finding; `proposed` takes an earlier one back. */
export type Decision = "accepted" | "rejected" | "proposed";

/** What is known of a new finding before it has an identity and a life. */
export type FindingInput = Pick<
  Finding,
  "trackingId" | "studyInstanceUid" | "seriesInstanceUid" | "code" | "geometry" | "reference" | "measurements"
> &
  Partial<Pick<Finding, "frameOfReferenceUid" | "site" | "laterality" | "segment" | "comment" | "caveats">>;

/** Identity of a new finding, made by the caller: this room has no source of chance. */
export interface FindingIds {
  /** UUID. */
  readonly id: string;
  readonly trackingUid: string;
}

/** A change by a person; what is absent stays. With a new `geometry`, measurements are taken anew unless given. */
export interface FindingRevision {
  readonly geometry?: FindingGeometry | undefined;
  readonly measurements?: readonly Measurement[] | undefined;
  /** The mask of the new shape; with a shape only, which has none without. */
  readonly segment?: SegmentMask | undefined;
  /** Where the new shape was drawn, and why its numbers must not be trusted as they are: with a shape only. */
  readonly reference?: Finding["reference"] | undefined;
  readonly caveats?: Finding["caveats"] | undefined;
  readonly comment?: string | undefined;
  readonly trackingId?: string | undefined;
  /** Where it is: the vertebra that a label of the spine names. */
  readonly site?: Code | undefined;
}

type Step = "accept" | "reject" | "edit" | "take-back";
/** Status after a step; "same" is no change at all, "resume" is what it was before it was rejected; absent is illegal. */
type Table = Readonly<Record<FindingStatus, Partial<Readonly<Record<Step, FindingStatus | "same" | "resume">>>>>;

/** README.md, first table. */
const modelTable: Table = {
  proposed: { accept: "accepted", reject: "rejected", edit: "edited", "take-back": "same" },
  accepted: { accept: "same", reject: "rejected", edit: "edited", "take-back": "proposed" },
  edited: { accept: "same", reject: "rejected", edit: "edited", "take-back": "proposed" },
  rejected: { accept: "resume", reject: "same", "take-back": "proposed" },
};

/** README.md, second table. */
const personTable: Table = {
  proposed: {},
  accepted: { accept: "same", reject: "rejected", edit: "accepted" },
  edited: {},
  rejected: { accept: "accepted", reject: "same" },
};

const stepOf: Readonly<Record<Decision, Step>> = { accepted: "accept", rejected: "reject", proposed: "take-back" };

/** The change that last altered what the model had proposed, where it has not been taken back since. */
function firstEditSinceProposed(history: readonly FindingChange[]): FindingChange | undefined {
  const proposedAt = history.findLastIndex((change) => change.to === "proposed");
  return history.slice(proposedAt + 1).find((change) => change.to === "edited" && change.replaced !== undefined);
}

function nextStatus(finding: Finding, step: Step): FindingStatus | "same" {
  const table = finding.provenance.by === "model" ? modelTable : personTable;
  const next = table[finding.status][step];
  if (next === undefined) {
    throw new FindingError(
      "illegal-step",
      `A ${finding.status} finding made by a ${finding.provenance.by} does not allow "${step}"; it stays as it is. Accept it first, or draw a new one.`,
      { findingId: finding.id, status: finding.status, step },
    );
  }
  if (next !== "resume") return next;
  return firstEditSinceProposed(finding.history) === undefined ? "accepted" : "edited";
}

type KeptShape = NonNullable<FindingChange["replaced"]>;

function shapeOf({ geometry, measurements, segment, reference, caveats }: Finding): KeptShape {
  return { geometry, measurements, reference, caveats, ...(segment === undefined ? {} : { segment }) };
}

function withShape(finding: Finding, { reference, caveats, ...shape }: KeptShape): Finding {
  const { segment: _old, ...rest } = finding;
  return { ...rest, ...shape, reference: reference ?? finding.reference, caveats: caveats ?? finding.caveats };
}

/**
 * A person's decision on a finding (README.md). Taking back restores what the model proposed and keeps the edited shape in the history.
 *
 * @throws FindingError illegal-step
 */
export function decide(finding: Finding, decision: Decision, by: string, at: string): Finding {
  const to = nextStatus(finding, stepOf[decision]);
  if (to === "same") return finding;
  const change: FindingChange = { at, by, from: finding.status, to };
  const edit = to === "proposed" ? firstEditSinceProposed(finding.history) : undefined;
  if (edit?.replaced === undefined) return { ...finding, status: to, history: [...finding.history, change] };
  const restored = withShape(finding, edit.replaced);
  return { ...restored, status: to, history: [...finding.history, { ...change, replaced: shapeOf(finding) }] };
}

/**
 * A person's change of shape, numbers or words (README.md). A change of words alone keeps the status.
 *
 * @throws FindingError illegal-step, invalid
 */
export function edit(finding: Finding, revision: FindingRevision, by: string, at: string): Finding {
  const to = nextStatus(finding, "edit");
  const words = wordsChanged(finding, revision);
  const shape = revision.geometry !== undefined || revision.measurements !== undefined;
  if (!words && !shape) return finding;
  const change: FindingChange = { at, by, from: finding.status, to: shape && to !== "same" ? to : finding.status };
  if (words) change.replacedWords = replacedWords(finding, revision);
  if (shape) change.replaced = shapeOf(finding);
  const base = shape ? withShape(finding, revisedShape(finding, revision)) : finding;
  return checked({
    ...base,
    trackingId: revision.trackingId ?? finding.trackingId,
    comment: revision.comment ?? finding.comment,
    ...(revision.site === undefined ? {} : { site: revision.site }),
    status: change.to,
    history: [...finding.history, change],
  });
}

function replacedWords({ trackingId, comment, site }: Finding, revision: FindingRevision): FindingChange["replacedWords"] {
  return { trackingId, comment, ...(revision.site === undefined || site === undefined ? {} : { site }) };
}

function wordsChanged(finding: Finding, revision: FindingRevision): boolean {
  return (
    (revision.trackingId !== undefined && revision.trackingId !== finding.trackingId) ||
    (revision.comment !== undefined && revision.comment !== finding.comment) ||
    (revision.site !== undefined && (finding.site === undefined || !isSameCode(revision.site, finding.site)))
  );
}

function revisedShape(finding: Finding, revision: FindingRevision): KeptShape {
  if (revision.geometry === undefined) {
    return { ...shapeOf(finding), measurements: [...(revision.measurements ?? finding.measurements)] };
  }
  const geometry = canonicalGeometry(revision.geometry);
  const { reference, caveats, segment } = revision;
  const measurements = [...(revision.measurements ?? measure(geometry))];
  return { geometry, measurements, reference, caveats, ...(segment === undefined ? {} : { segment }) };
}

/**
 * A new finding: `proposed` where a model made it, `accepted` where a person drew it.
 *
 * @throws FindingError invalid, invalid-mask
 */
export function createFinding(input: FindingInput, provenance: Provenance, ids: FindingIds, at: string): Finding {
  const status: FindingStatus = provenance.by === "model" ? "proposed" : "accepted";
  const by = provenance.by === "model" ? `${provenance.modelId} ${provenance.modelVersion}` : provenance.name;
  return checked({
    ...input,
    geometry: canonicalGeometry(input.geometry),
    id: ids.id,
    trackingUid: ids.trackingUid,
    status,
    provenance,
    comment: input.comment ?? "",
    caveats: input.caveats ?? [],
    history: [{ at, by, from: null, to: status }],
  });
}

function checked(finding: Finding): Finding {
  const parsed = findingSchema.safeParse(finding);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FindingError(
      "invalid",
      `The finding was not kept: "${issue?.path.join(".") ?? ""}" is not as it must be. Nothing that was there before is lost.`,
      { findingId: finding.id, path: issue?.path.join(".") ?? "" },
      parsed.error,
    );
  }
  if (parsed.data.segment !== undefined && maskVoxelCount(parsed.data.segment) === 0) {
    throw new FindingError("invalid-mask", "The mask of a finding is empty; the finding was not kept. Leave the mask out.");
  }
  return parsed.data;
}
