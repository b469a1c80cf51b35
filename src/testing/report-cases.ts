import { sopClasses } from "../dicom/index.ts";
import {
  boxAbout,
  dcm,
  type Finding,
  type FindingGeometry,
  measure,
  own,
  packMask,
  type SegmentMask,
  sct,
  vertebraCode,
} from "../findings/index.ts";
import { add, cross, normalize, type Vec3 } from "../geometry/index.ts";
import {
  makeFinding,
  modelProvenance,
  modelWithScore,
  personProvenance,
  seededRandom,
  testDimensions,
  testPoint,
} from "./report-fixtures.ts";

/** A ball of voxels around a voxel of the test series, cut off at its borders. */
export function ballMask([i, j, k]: Vec3, radius: number): SegmentMask {
  const low = [i, j, k].map((part) => Math.max(0, part - radius)) as [number, number, number];
  const high = [i, j, k].map((part, axis) => Math.min((testDimensions[axis] ?? 1) - 1, part + radius));
  const size = [0, 1, 2].map((axis) => (high[axis] ?? 0) - (low[axis] ?? 0) + 1) as [number, number, number];
  const voxels = Uint8Array.from({ length: size[0] * size[1] * size[2] }, (_, index) => {
    const at = [index % size[0], Math.floor(index / size[0]) % size[1], Math.floor(index / (size[0] * size[1]))];
    const away = [i, j, k].map((part, axis) => (low[axis] ?? 0) + (at[axis] ?? 0) - part);
    return away.reduce((sum, part) => sum + part * part, 0) <= radius * radius ? 1 : 0;
  });
  return packMask(low, size, voxels);
}

const at = (column: number, row: number): Vec3 => testPoint(column, row);

/** What a model proposed and a person accepted: two with masks that overlap, one without. */
export function acceptedNodules(): Finding[] {
  const nodule = (index: number, center: Vec3, input: Partial<Finding>) =>
    makeFinding(index, { geometry: { kind: "sphere", centerPatient: center, diameterMm: 8.1 }, ...input }, modelProvenance);
  return [
    nodule(1, at(10, 10), { site: sct.rightUpperLobe, segment: ballMask([10, 10, 3], 3) }),
    nodule(2, at(12, 11), { site: sct.lung, laterality: sct.left, segment: ballMask([12, 11, 4], 2), caveats: ["interpolated"] }),
    nodule(3, at(36, 28), { comment: "Compare in 12 months.\nSpiculated?" }),
  ];
}

/** What a person drew: every shape in the patient. */
export function drawnFindings(): Finding[] {
  const draw = (index: number, geometry: FindingGeometry, input: Partial<Finding> = {}) =>
    makeFinding(index, { geometry, ...input }, personProvenance);
  return [
    draw(11, { kind: "length", pointsPatient: [at(1, 1), at(20.5, 7.25)] }, { code: sct.length }),
    draw(12, { kind: "angle", pointsPatient: [at(1, 1), at(5, 9), at(20, 7)] }, { code: sct.angle }),
    draw(13, { kind: "ellipse", pointsPatient: [at(5, 5), at(15, 5), at(10, 3), at(10, 7)] }, { code: sct.mass }),
    draw(14, { kind: "polygon", pointsPatient: [at(1, 1), at(9, 1), at(9, 6), at(1, 6)] }, { code: dcm.imageRegion }),
    draw(15, { kind: "point", pointPatient: at(3, 4) }, { code: sct.ribFracture, site: sct.rib, laterality: sct.right }),
    draw(16, { kind: "bidirectional", pointsPatient: [at(2, 2), at(22, 2), at(9, 0), at(9, 5)] }),
    draw(17, { kind: "cobb", pointsPatient: [at(2, 2), at(22, 4), at(3, 20), at(21, 14)] }, { code: sct.cobbAngle }),
    draw(18, { kind: "polyline", pointsPatient: [at(2, 2), at(5, 9), at(9, 3)] }, { code: dcm.pathLength }),
    draw(19, { kind: "polyline", pointsPatient: [at(2, 2), at(5, 9), at(9, 3), at(2, 2)] }, { code: dcm.pathLength }),
    draw(20, { kind: "circle", pointsPatient: [at(5, 5), at(15, 5), at(10, 0), at(10, 10)] }, { code: dcm.imageRegion }),
    draw(51, { kind: "arrow", pointsPatient: [at(4, 4), at(9, 9)] }, { code: own.annotation, comment: "Here, 此处" }),
    draw(52, { kind: "text", pointPatient: at(7, 8) }, { code: own.annotation, comment: "Post-op" }),
    draw(
      53,
      { kind: "cardiothoracic", pointsPatient: [at(10, 1), at(10, 28), at(6, 20), at(17, 21), at(1, 22), at(21, 23)] },
      { code: own.cardiothoracicRatio },
    ),
    draw(54, { kind: "point", pointPatient: at(12, 12) }, { code: sct.vertebra, site: vertebraCode("L4") }),
  ];
}

/** Shapes on a radiograph, which has no place in the patient. */
export function radiographFindings(): Finding[] {
  const reference = {
    sopClassUid: sopClasses.DigitalXRayImageStorageForPresentation,
    sopInstanceUid: "2.25.3000",
    frameNumber: 1,
  };
  const shapes = {
    point: [[10.5, 20]],
    length: [
      [10, 20],
      [30, 20.25],
    ],
    angle: [
      [10, 20],
      [30, 20],
      [30, 50],
    ],
    ellipse: [
      [10, 20],
      [30, 20],
      [20, 15],
      [20, 25],
    ],
    polygon: [
      [10, 20],
      [30, 20],
      [30, 50],
      [12, 44],
    ],
    polyline: [
      [10, 20],
      [30.125, 20],
      [30, 50],
    ],
    bidirectional: [
      [10, 20],
      [30, 20],
      [14, 18],
      [14, 23],
    ],
    cobb: [
      [10, 20],
      [30, 20],
      [12, 60],
      [30, 50],
    ],
    circle: [
      [10, 20],
      [30, 20],
      [20, 10],
      [20, 30],
    ],
    arrow: [
      [10, 20],
      [30, 20],
    ],
    text: [[11, 12]],
    cardiothoracic: [
      [200, 20],
      [202, 300],
      [150, 200],
      [270, 210],
      [60, 220],
      [345, 222],
    ],
  } as const;
  return (Object.keys(shapes) as (keyof typeof shapes)[]).map((shape, index) => {
    const geometry: FindingGeometry = { kind: "image", shape, pointsPixel: [...shapes[shape]] };
    const measurements = measure(geometry, index % 2 === 0 ? {} : { pixelSpacingMm: [0.15, 0.15] });
    const { frameOfReferenceUid: _none, ...finding } = makeFinding(21 + index, {
      geometry,
      measurements,
      reference,
      code: sct.fracture,
      site: sct.distalRadius,
      laterality: sct.left,
      caveats: index % 2 === 0 ? ["uncalibrated"] : [],
    });
    return finding;
  });
}

/** As many findings of any kind as wished, different for every seed. */
export function randomFindings(seed: number, count: number): Finding[] {
  const random = seededRandom(seed);
  const number = (low: number, high: number) => low + random() * (high - low);
  const point = (): Vec3 => [number(-300, 300), number(-300, 300), number(-900, 900)];
  const pixel = (): [number, number] => [number(0, 4000), number(0, 4000)];
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const kinds: (() => FindingGeometry)[] = [
    () => ({ kind: "point", pointPatient: point() }),
    () => ({ kind: "sphere", centerPatient: point(), diameterMm: number(0.5, 80) }),
    () => {
      const [along, aside] = [normalize(point()), normalize(point())];
      const across = normalize(cross(along, aside));
      return boxAbout(point(), [along, across, cross(along, across)], [number(1, 90), number(1, 90), number(1, 90)]);
    },
    () => ({ kind: "length", pointsPatient: [point(), point()] }),
    () => ({ kind: "angle", pointsPatient: [point(), point(), point()] }),
    () => {
      const [x, y, z] = point();
      const [a, b] = [number(1, 40), number(1, 40)];
      return {
        kind: "ellipse",
        pointsPatient: [
          [x - a, y, z],
          [x + a, y, z],
          [x, y - b, z],
          [x, y + b, z],
        ],
      };
    },
    () => {
      const origin = point();
      const corners = Array.from(
        { length: 3 + Math.floor(random() * 40) },
        (): Vec3 => add(origin, [number(-40, 40), number(-40, 40), 0]),
      );
      return { kind: "polygon", pointsPatient: corners };
    },
    () => ({ kind: "image", shape: "length", pointsPixel: [pixel(), pixel()] }),
    () => ({ kind: "image", shape: "cobb", pointsPixel: [pixel(), pixel(), pixel(), pixel()] }),
    () => ({ kind: "bidirectional", pointsPatient: [point(), point(), point(), point()] }),
    () => ({ kind: "cobb", pointsPatient: [point(), point(), point(), point()] }),
    () => ({ kind: "polyline", pointsPatient: Array.from({ length: 2 + Math.floor(random() * 9) }, point) }),
    () => ({ kind: "arrow", pointsPatient: [point(), point()] }),
    () => ({ kind: "text", pointPatient: point() }),
    () => ({ kind: "cardiothoracic", pointsPatient: [point(), point(), point(), point(), point(), point()] }),
    () => ({ kind: "image", shape: "polygon", pointsPixel: [pixel(), pixel(), pixel(), pixel()] }),
  ];
  return Array.from({ length: count }, (_, index) => {
    const geometry = pick(kinds)();
    const isModel = random() < 0.5;
    return makeFinding(
      100 + index,
      {
        geometry,
        code: pick([sct.lungNodule, sct.mass, sct.lesion, dcm.groundGlassOpacity]),
        ...(random() < 0.5 ? { site: pick([sct.lung, sct.rightUpperLobe, sct.liver]) } : {}),
        ...(random() < 0.3 ? { laterality: pick([sct.left, sct.right]) } : {}),
        measurements: [...measure(geometry), { concept: dcm.meanAttenuation, value: number(-1000, 3000), unit: "[hnsf'U]" }],
        comment: pick(["", "note", "第一行\n第二行 “引号” <b> & ;"]),
        caveats: pick([
          [],
          ["lossy"],
          ["reduced", "irregular-spacing"],
          ["slab", "incomplete"],
        ] as const).slice() as Finding["caveats"],
      },
      isModel ? modelWithScore(random()) : { by: "person", name: pick(["Doe^Jane", "张^伟"]) },
    );
  });
}
