import { type Finding, labelledVertebra, type VertebraName, vertebraNames } from "../../../src/findings/index.ts";
import { distanceToPlaneMm, dot, type ImagePlane, planeNormal } from "../../../src/geometry/index.ts";
import { isInSpace, type Space } from "./seen.ts";

/** How far from the last label on either side its vertebra is still named, millimetres. */
const END_REACH_MM = 20;
/** Between two neighbours, the middle part of the way that is their disc. */
const DISC_SHARE = 0.12;

interface LabelOfSpine {
  readonly finding: Finding;
  readonly name: VertebraName;
  readonly index: number;
}

/** The labels of the spine in a space, from the head down. */
function labelsOf(findings: readonly Finding[], space: Space): readonly LabelOfSpine[] {
  return findings
    .flatMap((finding) => {
      const name = finding.status === "rejected" ? undefined : labelledVertebra(finding);
      if (name === undefined || !isInSpace(finding, space)) return [];
      return [{ finding, name, index: vertebraNames.indexOf(name) }];
    })
    .sort((a, b) => a.index - b.index);
}

/**
 * At which vertebra an axial slice lies, by the labels above and below it: "L3", between two neighbours "L3/L4". Undefined for planes that
 * are not about axial, beyond the labels, and between labels of which vertebrae are missing but for the near ones.
 */
export function levelOf(findings: readonly Finding[], space: Space, plane: ImagePlane | undefined): string | undefined {
  if (plane === undefined || Math.abs(dot(planeNormal(plane), [0, 0, 1])) < Math.SQRT1_2) return undefined;
  const away = labelsOf(findings, space).flatMap(({ finding: { geometry }, name, index }) =>
    geometry.kind === "point" ? [{ name, index, mm: distanceToPlaneMm(plane, geometry.pointPatient) }] : [],
  );
  const nearest = (side: typeof away) => side.reduce((best, one) => (Math.abs(one.mm) < Math.abs(best.mm) ? one : best));
  const [before, after] = [away.filter(({ mm }) => mm <= 0), away.filter(({ mm }) => mm > 0)];
  const ends = [before, after].flatMap((side) => (side.length === 0 ? [] : [nearest(side)]));
  const [one, other] = ends;
  if (one === undefined) return undefined;
  if (other === undefined || Math.abs(one.index - other.index) !== 1) {
    const near = nearest(ends);
    return Math.abs(near.mm) <= END_REACH_MM ? near.name : undefined;
  }
  const share = one.mm / (one.mm - other.mm);
  if (Math.abs(share - 0.5) > DISC_SHARE) return share < 0.5 ? one.name : other.name;
  return (one.index < other.index ? [one, other] : [other, one]).map(({ name }) => name).join("/");
}

/** A label that gets another vertebra's name. */
export interface Relabelled {
  readonly findingId: string;
  readonly name: VertebraName;
}

/**
 * What happens to the labels when one gets another name and those beyond it, towards the feet or the head, go along; undefined where one
 * would have a name that there is not, or that a label on the other side has.
 */
export function relabelledFrom(
  findings: readonly Finding[],
  space: Space,
  { from, to, direction }: { readonly from: VertebraName; readonly to: VertebraName; readonly direction: "up" | "down" },
): readonly Relabelled[] | undefined {
  const start = vertebraNames.indexOf(from);
  const by = vertebraNames.indexOf(to) - start;
  const all = labelsOf(findings, space);
  const isBeyond = ({ index }: LabelOfSpine) => (direction === "down" ? index >= start : index <= start);
  const moved = all.filter(isBeyond);
  const names = moved.map(({ index }) => vertebraNames[index + by]);
  const kept = all.filter((label) => !isBeyond(label)).map(({ name }) => name);
  if (names.some((name) => name === undefined || kept.includes(name))) return undefined;
  return moved.map(({ finding }, at) => ({ findingId: finding.id, name: names[at] as VertebraName }));
}
