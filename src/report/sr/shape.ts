import { unreachable } from "../../base/index.ts";
import type { FindingGeometry } from "../../findings/index.ts";
import type { Vec3 } from "../../geometry/index.ts";

/** A geometry as SR writes it: SCOORD3D in patient millimetres, or SCOORD in pixels from the top left corner of the image. */
export interface SrShape {
  readonly valueType: "SCOORD" | "SCOORD3D";
  readonly graphicType: "POINT" | "POLYLINE" | "POLYGON" | "ELLIPSE" | "ELLIPSOID";
  readonly graphicData: readonly number[];
}

/** The canonical geometry of a finding as graphic data (PS3.3 C.18.6.1.2, C.18.9.1.2). */
export function shapeOf(geometry: FindingGeometry): SrShape {
  const in3d = (graphicType: SrShape["graphicType"], points: readonly Vec3[]): SrShape => ({
    valueType: "SCOORD3D",
    graphicType,
    graphicData: points.flat(),
  });
  switch (geometry.kind) {
    case "point":
      return in3d("POINT", [geometry.pointPatient]);
    case "sphere":
      return in3d("ELLIPSOID", ellipsoidPoints(geometry.centerPatient, geometry.diameterMm / 2));
    case "length":
    case "angle":
      return in3d("POLYLINE", geometry.pointsPatient);
    case "ellipse":
      return in3d("ELLIPSE", geometry.pointsPatient);
    case "polygon":
      return in3d("POLYGON", [...geometry.pointsPatient, ...geometry.pointsPatient.slice(0, 1)]);
    case "image":
      return imageShape(geometry);
    default:
      return unreachable(geometry);
  }
}

/** Ends of three axes of a sphere. */
function ellipsoidPoints([x, y, z]: Vec3, radius: number): Vec3[] {
  return [
    [x - radius, y, z],
    [x + radius, y, z],
    [x, y - radius, z],
    [x, y + radius, z],
    [x, y, z - radius],
    [x, y, z + radius],
  ];
}

/** SCOORD counts from the top left corner of the top left pixel, a finding from that pixel's centre (PS3.3 C.18.6.1.1). */
export const pixelCornerToCentre = 0.5;

function imageShape({ shape, pointsPixel }: Extract<FindingGeometry, { kind: "image" }>): SrShape {
  const graphicTypes = {
    point: "POINT",
    length: "POLYLINE",
    angle: "POLYLINE",
    ellipse: "ELLIPSE",
    polygon: "POLYLINE",
  } as const;
  const closing = shape === "polygon" ? pointsPixel.slice(0, 1) : [];
  const graphicData = [...pointsPixel, ...closing].flatMap((point) => point.map((part) => part + pixelCornerToCentre));
  return { valueType: "SCOORD", graphicType: graphicTypes[shape], graphicData };
}
