import { boxCorners, drawnInPatient, type Finding, isSameCode } from "../../findings/index.ts";
import type { Vec3 } from "../../geometry/index.ts";
import { patientMmToPixel } from "../../geometry/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { spacingOf } from "../pipeline/image-space.ts";
import { inPixels } from "../pipeline/run-image.ts";
import { readLookedAt, readLookedAtPixel } from "./looked-at.ts";
import type { Target } from "./map.ts";

type Found = Pick<Finding, "code" | "geometry"> & Partial<Pick<Finding, "provenance">>;

/**
 * What a finding says that a model can be asked about: its label by its code, its middle and how far it reaches. In patient space; with the
 * header of a single image in that image's space. Undefined where the model has no such label.
 */
export function targetOf(finding: Found, manifest: ModelManifest, header?: FrameHeader): Target | undefined {
  const label = Object.keys(manifest.findings).find((name) => {
    const declared = manifest.findings[name];
    return declared !== undefined && isSameCode(declared.code, finding.code);
  });
  if (label === undefined) return undefined;
  if (!header && finding.geometry.kind === "sphere") {
    const { centerPatient, diameterMm } = finding.geometry;
    return withLookedAt({ label, centerPatient, extentMm: [diameterMm, diameterMm, diameterMm] }, finding, header);
  }
  const { geometry } = finding;
  const inPatient = geometry.kind === "box" ? boxCorners(geometry) : (drawnInPatient(geometry)?.pointsPatient ?? []);
  const points = header ? pointsInImage(finding, header) : inPatient;
  if (points.length === 0) return undefined;
  const each = (of: (...values: number[]) => number): Vec3 => {
    const along = (axis: 0 | 1 | 2) =>
      points.reduce((far, point) => of(far, point[axis]), of === Math.min ? Infinity : -Infinity);
    return [along(0), along(1), along(2)];
  };
  const [low, high] = [each(Math.min), each(Math.max)];
  const target: Target = {
    label,
    centerPatient: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2],
    extentMm: [high[0] - low[0], high[1] - low[1], high[2] - low[2]],
  };
  return withLookedAt(target, finding, header);
}

/** The place that the finding's score is of, where its provenance says it. */
function withLookedAt(target: Target, { provenance }: Found, header: FrameHeader | undefined): Target {
  if (provenance?.by !== "model") return target;
  const lookedAtPatient = header
    ? readLookedAtPixel(provenance, spacingOf(header) ?? inPixels, header)
    : readLookedAt(provenance, target.centerPatient, Math.hypot(...target.extentMm));
  return lookedAtPatient ? { ...target, lookedAtPatient } : target;
}

/** Points of a drawn finding in image space. */
function pointsInImage({ geometry }: Found, header: FrameHeader): readonly Vec3[] {
  const [x, y] = spacingOf(header) ?? inPixels;
  const { plane } = header;
  const drawn = drawnInPatient(geometry)?.pointsPatient ?? [];
  const pixels =
    geometry.kind === "image" ? geometry.pointsPixel : plane ? drawn.map((point) => patientMmToPixel(plane, point)) : [];
  return pixels.map(([column = 0, row = 0]): Vec3 => [column * x, row * y, 0]);
}
