import {
  type FindingGeometry,
  type Measurement,
  type ModelProvenance,
  ofImage,
  type PlanarShape,
  scopeParameter,
  sct,
  ucum,
} from "../../findings/index.ts";
import { indexToPatientMm, pixelToPatientMm, type Vec3 } from "../../geometry/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import type { DeclaredFinding, ModelManifest } from "../contract/manifest.ts";
import type { Found, FoundValue, Region } from "../decode/found.ts";
import { lookedAtOf, lookedAtPixelParameter } from "../explain/looked-at.ts";
import type { Proposal } from "../types.ts";
import { type ImageSpacing, pixelBoxOf } from "./image-space.ts";
import { outlineOf } from "./outline.ts";

/** A place in an image, [column, row], pixel centres from 0, 0. */
type PixelPoint = readonly [number, number];

/** What proposals of one image have in common. */
export interface ImageProposalContext {
  readonly header: FrameHeader;
  readonly manifest: ModelManifest;
  /** Of image space: millimetres, or 1 where none is known. */
  readonly spacing: ImageSpacing;
  /** Region and side that the image says it shows. */
  readonly site: Pick<Proposal, "site" | "laterality">;
  readonly provenance: Omit<ModelProvenance, "by" | "score">;
}

/** Something found in an image as a proposal on its frame, with what its label asks to be measured. Null for a label nobody declared. */
export function proposeFoundInImage(found: Found, context: ImageProposalContext): Proposal | null {
  const { manifest, header } = context;
  const declared = declaredFor(found.label, manifest);
  if (!declared) return null;
  const { shape, points } = drawnOf(found, declared, context.spacing);
  const measured = declared.measure === "extent" || declared.measure === "nodule" ? extentOf(found, context) : [];
  const lookedAt = lookedAtOf(found, manifest.explanation);
  return {
    ...common(declared, shape, points, context),
    measurements: [...measured, ...numbersOf(found.values ?? [], manifest)],
    provenance: {
      ...{ by: "model", ...context.provenance, score: found.score },
      parameters: { ...context.provenance.parameters, ...(lookedAt && lookedAtPixelParameter(lookedAt, context.spacing)) },
    },
    caveats: caveatsOf(header, measured.length > 0),
  };
}

/** A score or number of the image as a whole, marked in its middle. Null for a label nobody declared. */
export function proposeOfImage(
  said: { readonly label: string; readonly score: number; readonly value?: FoundValue },
  context: ImageProposalContext,
): Proposal | null {
  const { manifest, header } = context;
  const declared = declaredFor(said.label, manifest);
  if (!declared) return null;
  const middle: PixelPoint = [(header.columns - 1) / 2, (header.rows - 1) / 2];
  return {
    ...common(declared, "point", [middle], context),
    measurements: numbersOf(said.value ? [said.value] : [], manifest),
    provenance: {
      ...{ by: "model", ...context.provenance, score: said.score },
      parameters: { ...context.provenance.parameters, [scopeParameter]: ofImage },
    },
    caveats: caveatsOf(header, false),
  };
}

function declaredFor(label: string, { findings }: ModelManifest): DeclaredFinding | undefined {
  return Object.hasOwn(findings, label) ? findings[label] : undefined;
}

function common(
  { code }: DeclaredFinding,
  shape: PlanarShape,
  points: readonly PixelPoint[],
  { header, site }: ImageProposalContext,
) {
  const { sopClassUid, sopInstanceUid, frameNumber } = header;
  return { code, ...site, geometry: geometryOf(shape, points, header), reference: { sopClassUid, sopInstanceUid, frameNumber } };
}

/** A shape through pixels of a frame: in patient space where the frame has a plane. */
function geometryOf(shape: PlanarShape, points: readonly PixelPoint[], { plane }: FrameHeader): FindingGeometry {
  if (!plane) return { kind: "image", shape, pointsPixel: points.map(([column, row]) => [column, row]) };
  const pointsPatient = points.map(([column, row]) => pixelToPatientMm(plane, column, row));
  const [first, second, third, fourth] = pointsPatient as [Vec3, Vec3, Vec3, Vec3];
  if (shape === "point") return { kind: "point", pointPatient: first };
  if (shape === "circle") return { kind: "circle", pointsPatient: [first, second, third, fourth] };
  return { kind: "polygon", pointsPatient };
}

function drawnOf(
  found: Found,
  declared: DeclaredFinding,
  spacing: ImageSpacing,
): { readonly shape: PlanarShape; readonly points: readonly PixelPoint[] } {
  const { min, max } = pixelBoxOf(found, spacing);
  const [x, y] = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2];
  switch (declared.geometry) {
    case "image":
      return { shape: "point", points: [[x, y]] };
    case "sphere": {
      const radius = (found.extentMm[0] + found.extentMm[1]) / 4;
      const [across, down] = [radius / spacing[0], radius / spacing[1]];
      const points = [
        [x - across, y],
        [x + across, y],
        [x, y - down],
        [x, y + down],
      ] as const;
      return { shape: "circle", points };
    }
    case "mask": {
      const points = found.region ? regionOutline(found.region, spacing) : [];
      if (points.length >= 3) return { shape: "polygon", points };
      break;
    }
    case "box":
      break;
  }
  return { shape: "polygon", points: [min, [max[0], min[1]], max, [min[0], max[1]]] };
}

/** The outline of a region of a tensor, in pixels of the image. */
function regionOutline({ grid, mask }: Region, spacing: ImageSpacing): readonly PixelPoint[] {
  return outlineOf(mask, grid.dimensions[0]).map(([x, y]) => {
    const at = indexToPatientMm(grid, [x - 0.5, y - 0.5, 0]);
    return [at[0] / spacing[0], at[1] / spacing[1]];
  });
}

/** Edges of the box, of a region its area as well; nothing where the image does not say how large its pixels are. */
function extentOf({ extentMm, region }: Found, { header }: ImageProposalContext): Measurement[] {
  if (!header.pixelSpacingMm) return [];
  const rounded = (value: number) => Number(value.toFixed(1));
  const [long, short] = [Math.max(extentMm[0], extentMm[1]), Math.min(extentMm[0], extentMm[1])];
  const axes: Measurement[] = [
    { concept: sct.longAxis, value: rounded(long), unit: ucum.millimetre },
    { concept: sct.shortAxis, value: rounded(short), unit: ucum.millimetre },
  ];
  if (!region) return axes;
  const pixels = region.mask.reduce((sum, voxel) => sum + voxel, 0);
  const area = pixels * region.grid.spacingMm[0] * region.grid.spacingMm[1];
  return [...axes, { concept: sct.area, value: rounded(area), unit: ucum.squareMillimetre }];
}

function numbersOf(values: readonly FoundValue[], manifest: ModelManifest): Measurement[] {
  return values.flatMap(({ label, value, unit }) => {
    const declared = declaredFor(label, manifest);
    return declared ? [{ concept: declared.code, value: Number(value.toPrecision(6)), unit }] : [];
  });
}

/** Of numbers: without any there is nothing to doubt. Lengths at the detector are longer than in the patient. */
function caveatsOf({ lossyRatio, pixelSpacingSource }: FrameHeader, isMeasured: boolean): Proposal["caveats"] {
  if (!isMeasured) return [];
  const uncalibrated = pixelSpacingSource === "detector" || pixelSpacingSource === "none";
  return [...(lossyRatio === undefined ? [] : ["lossy" as const]), ...(uncalibrated ? ["uncalibrated" as const] : [])];
}
