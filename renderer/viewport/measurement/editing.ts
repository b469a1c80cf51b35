import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type Finding, kindOf } from "../../../src/findings/index.ts";
import { invert, type Point2, transform } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { Hit, Part, SeenWithLabel } from "./hit.ts";
import type { Revised } from "./measured.ts";
import { pulled } from "./pull.ts";
import { revise } from "./revise.ts";
import type { OnSlice, Seen } from "./seen.ts";
import { shifted, withPoint } from "./shapes.ts";

/** A shape under the hand: pixels of the slice instead of a finding's own. */
export interface Edited {
  readonly findingId: string;
  readonly points: readonly Point2[];
}

/** Files a changed shape; settles when it is back among the findings, or was refused. */
export type Revise = (findingId: string, revised: Revised, name: "move" | "reshape") => Promise<void>;

/** A changed shape with what goes along with it, the boundary of a ball; undefined where nothing does. */
type Complete = (finding: Finding, revised: Revised) => Promise<Revised> | undefined;

/** Pauses in nudging that end a step, milliseconds. */
const NUDGE_REST_MS = 500;

/**
 * Changing what is drawn: by its handles, as a whole, by arrow keys once it was taken in hand. The finding itself changes only when the
 * hand lets go; until the change is back, what was under the hand stays on screen.
 */
export class Editing {
  /** What lies in the view now, as the layer drew it last. */
  seen: readonly SeenWithLabel[] = [];
  /** Set by the hand, which knows the pixels. */
  complete: Complete | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #revise: Revise;
  #edited: Edited | undefined;
  #held: { readonly seen: Seen; readonly handle: number | undefined } | undefined;
  #nudge: { readonly settle: () => void; readonly timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(revise: Revise) {
    this.#revise = revise;
  }

  readonly edited = (): Edited | undefined => this.#edited;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What the arrow keys move: what was last clicked in this view. */
  get heldFindingId(): string | undefined {
    return this.#held?.seen.finding.id;
  }

  hold({ seen, part }: Hit): void {
    this.settle();
    this.#held = { seen, handle: part.kind === "handle" ? part.index : undefined };
  }

  letGo(): void {
    this.settle();
    this.#held = undefined;
  }

  /** Shows a shape with a part of it moved by so many pixels of the slice. */
  drag({ seen, part }: Hit, by: Point2, to: Point2, spacing: Slice["spacing"]): void {
    const points = part.kind === "handle" ? withHandle(seen, part.index, to, spacing) : moved(seen, part, by);
    this.#show({ findingId: seen.finding.id, points });
  }

  /** The hand let go: what is under it is measured and filed. */
  async drop(hit: Hit, slice: Slice, detail: SeriesDetail): Promise<void> {
    const { finding, shape } = hit.seen;
    const edited = this.#edited;
    if (edited?.findingId !== finding.id) return;
    await this.#file(hit, edited, revise(finding, { shape, points: edited.points }, slice, detail));
  }

  async #file({ seen, part }: Hit, edited: Edited, revised: Revised): Promise<void> {
    this.#held = { seen: { ...seen, points: edited.points }, handle: part.kind === "handle" ? part.index : undefined };
    const completing = this.complete?.(seen.finding, revised);
    const whole = completing === undefined ? revised : await completing;
    await this.#revise(seen.finding.id, whole, part.kind === "handle" || part.kind === "pull" ? "reshape" : "move");
    if (this.#edited === edited) this.#show(undefined);
  }

  /** Files a shape that was set anew elsewhere. */
  refile(findingId: string, revised: Revised, name: "move" | "reshape" = "move"): void {
    void this.#revise(findingId, revised, name);
  }

  /** Moves what is held by so many pixels of the view; filed when the keys rest. False where nothing is held. */
  nudge(byView: Point2, { slice, viewFromPixel }: PlaneFacts, detail: SeriesDetail): boolean {
    const held = this.#held;
    const now = held && this.seen.find(({ seen }) => seen.finding.id === held.seen.finding.id)?.seen;
    if (held === undefined || now === undefined || slice === undefined) return false;
    const back = invert(viewFromPixel);
    const [from, to] = [transform(back, [0, 0]), transform(back, byView)];
    const by: Point2 = [to[0] - from[0], to[1] - from[1]];
    const hit: Hit = { seen: now, part: held.handle === undefined ? { kind: "shape" } : { kind: "handle", index: held.handle } };
    const point = held.handle === undefined ? undefined : handlePoint(now, held.handle);
    this.drag(hit, by, point === undefined ? by : [point[0] + by[0], point[1] + by[1]], slice.spacing);
    clearTimeout(this.#nudge?.timer);
    const edited = this.#edited as Edited;
    // Measured now: the values of a plane through a volume lie in a buffer that the next plane takes.
    const revised = revise(now.finding, { shape: now.shape, points: edited.points }, slice, detail);
    const settle = () => void this.#file(hit, edited, revised);
    this.#nudge = { settle, timer: setTimeout(() => this.settle(), NUDGE_REST_MS) };
    return true;
  }

  /** Files what was nudged and still waits. */
  settle(): void {
    const waiting = this.#nudge;
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#nudge = undefined;
    waiting.settle();
  }

  /** Puts what is under the hand back. */
  cancel(): void {
    clearTimeout(this.#nudge?.timer);
    this.#nudge = undefined;
    this.#show(undefined);
  }

  #show(edited: Edited | undefined): void {
    if (this.#edited === edited) return;
    this.#edited = edited;
    for (const listener of this.#listeners) listener();
  }
}

/** The point of a shape that a handle is: of a sphere the rim. */
function handlePoint({ shape, points }: OnSlice, index: number): Point2 | undefined {
  return points[shape === "sphere" ? 1 : index];
}

/** Pulled at a point of its line, or moved as a whole. */
function moved({ shape, points, view }: Seen, part: Part, by: Point2): readonly Point2[] {
  if (part.kind !== "pull") return shifted(points, by);
  return pulled({ points, view, isClosed: shape === "polygon" }, part.index, by);
}

function withHandle(seen: Seen, index: number, to: Point2, spacing: Slice["spacing"]): readonly Point2[] {
  const { shape, points, finding } = seen;
  if (shape === "sphere") return points.with(1, to);
  // A box has no handles.
  if (shape === "box") return points;
  return withPoint(shape, points, index, to, { spacing, isRectangle: kindOf(finding) === "rectangle" });
}
