import { AreaError } from "../../src/base/index.ts";
import type { FindingDecision, FindingEdit } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import type { DecisionStep } from "./decision-log.ts";

/** What taking a step back needs; each asks the host and keeps its answer. @throws ApiError */
export interface StepPorts {
  readonly decide: (id: string, decision: FindingDecision["decision"]) => Promise<void>;
  readonly edit: (id: string, edit: Omit<FindingEdit, "by">) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly restore: (id: string) => Promise<void>;
  readonly track: (id: string, sameAs: string | null) => Promise<void>;
  readonly select: (id: string) => void;
}

/** Takes a step back. @throws ApiError */
export async function takeBack(step: DecisionStep, ports: StepPorts): Promise<void> {
  const { finding } = step;
  if (step.kind === "creation") return ports.remove(finding.id);
  if (step.kind === "removal") await ports.restore(finding.id);
  else if (step.kind === "edit") await returnTo(step.before, finding, ports);
  else if (step.kind === "lesion") await ports.track(finding.id, step.from);
  else await ports.decide(finding.id, step.from);
  ports.select(finding.id);
  return undefined;
}

/** Makes a step again that was taken back. @throws ApiError */
export async function makeAgain(step: DecisionStep, ports: StepPorts): Promise<void> {
  const { finding } = step;
  if (step.kind === "removal") return ports.remove(finding.id);
  if (step.kind === "creation") await ports.restore(finding.id);
  else if (step.kind === "edit") await returnTo(finding, step.before, ports);
  else if (step.kind === "lesion") await ports.track(finding.id, step.to);
  else await ports.decide(finding.id, step.to);
  ports.select(finding.id);
  return undefined;
}

/** Whether the host refused because the finding has been changed since, by another window or person. */
export function isChangedElsewhere(error: unknown): boolean {
  return error instanceof AreaError && error.area === "host" && error.code === "finding-changed";
}

/** What the host says no to however often it is asked: what a step was done to is gone, or has become something else. */
const finalRefusals: readonly string[] = ["host/still-needed", "host/not-found", "host/bad-request", "host/lesion-taken"];

/** Whether a step that failed so can never be taken: not a host that is away or a disk that is full. */
export function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof AreaError)) return false;
  return error.area === "findings" || finalRefusals.includes(`${error.area}/${error.code}`);
}

/** Makes a finding again what it was before or after an edit. */
async function returnTo(target: Finding, from: Finding, ports: StepPorts): Promise<void> {
  const shapeOf = ({ geometry, segment }: Finding) => JSON.stringify([geometry, segment]);
  const isShape = shapeOf(target) !== shapeOf(from);
  // What a model proposed is its own again, with its mask, by being taken back; no edit could say so.
  if (isShape && target.status !== from.status && from.status === "edited") {
    await ports.decide(target.id, "proposed");
    if (target.status === "accepted") await ports.decide(target.id, "accepted");
    return;
  }
  const { geometry, segment, measurements, reference, caveats, trackingId, comment, site } = target;
  const words = { trackingId, comment, ...(site === undefined ? {} : { site }) };
  await ports.edit(
    target.id,
    isShape ? { geometry, measurements, reference, caveats, ...(segment === undefined ? {} : { segment }) } : words,
  );
}
