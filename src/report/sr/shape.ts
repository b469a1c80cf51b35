import { unreachable } from "../../base/index.ts";
import { drawnInPatient, type FindingGeometry, PIXEL_CORNER_TO_CENTRE, type PlanarShape } from "../../findings/index.ts";
import type { Vec3 } from "../../geometry/index.ts";

/** A geometry, or a part of one, as SR writes it: SCOORD3D in patient millimetres, or SCOORD in pixels from the top left corner of the image. */
export interface SrShape {
  readonly valueType: "SCOORD" | "SCOORD3D";
  readonly graphicType: "POINT" | "POLYLINE" | "POLYGON" | "ELLIPSE" | "ELLIPSOID";
  readonly graphicData: readonly number[];
}

/** The canonical geometry of a finding as graphic data (PS3.3 C.18.6.1.2, C.18.9.1.2): one item for each line of what has several. */
export function shapesOf(geometry: FindingGeometry): readonly SrShape[] {
  if (geometry.kind === "sphere") {
    const graphicData = ellipsoidPoints(geometry.centerPatient, geometry.diameterMm / 2).flat();
    return [{ valueType: "SCOORD3D", graphicType: "ELLIPSOID", graphicData }];
  }
  // The ellipsoid that touches its faces from within: what another program draws lies where the box is.
  if (geometry.kind === "box")
    return [{ valueType: "SCOORD3D", graphicType: "ELLIPSOID", graphicData: geometry.pointsPatient.flat() }];
  if (geometry.kind === "image") {
    const corner = geometry.pointsPixel.map((point) => point.map((part) => part + PIXEL_CORNER_TO_CENTRE));
    return planarShapes("SCOORD", geometry.shape, corner);
  }
  const drawn = drawnInPatient(geometry);
  return drawn === undefined ? [] : planarShapes("SCOORD3D", drawn.shape, drawn.pointsPatient);
}

function planarShapes(
  valueType: SrShape["valueType"],
  shape: PlanarShape,
  points: readonly (readonly number[])[],
): readonly SrShape[] {
  const one = (graphicType: SrShape["graphicType"], part = points): SrShape => ({
    valueType,
    graphicType,
    graphicData: part.flat(),
  });
  switch (shape) {
    case "point":
    case "text":
      return [one("POINT")];
    case "length":
    case "arrow":
    case "angle":
    case "polyline":
      return [one("POLYLINE")];
    case "ellipse":
    case "circle":
      return [one("ELLIPSE")];
    case "polygon": {
      const closed = [...points, ...points.slice(0, 1)];
      return [one(valueType === "SCOORD3D" ? "POLYGON" : "POLYLINE", closed)];
    }
    case "bidirectional":
    case "cobb":
    case "cardiothoracic":
      return Array.from({ length: points.length / 2 }, (_, line) => one("POLYLINE", points.slice(line * 2, line * 2 + 2)));
    default:
      return unreachable(shape);
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
