import type { Dataset, Keyword } from "../../dicom/index.ts";
import { numberOf, numbersOf, pairOf, textsOf, tuples } from "../attributes.ts";
import { toBase64 } from "../base64.ts";
import { labToRgb } from "../segmentation/cielab.ts";
import type { PresentationDocument } from "./content.ts";

/** Display shutters (PS3.3 C.7.6.11, C.7.6.15); vertices stand as row, column in the file and as column, row here. */
export function readShutters(dataset: Dataset): PresentationDocument["shutters"] {
  const number = (keyword: Keyword) => numberOf(dataset, keyword) ?? 0;
  return textsOf(dataset, "ShutterShape", 4).flatMap((shape): PresentationDocument["shutters"] => {
    switch (shape.trim().toUpperCase()) {
      case "RECTANGULAR":
        return [
          {
            kind: "rectangular",
            left: number("ShutterLeftVerticalEdge"),
            right: number("ShutterRightVerticalEdge"),
            upper: number("ShutterUpperHorizontalEdge"),
            lower: number("ShutterLowerHorizontalEdge"),
          },
        ];
      case "CIRCULAR": {
        const [row, column] = pairOf(dataset, "CenterOfCircularShutter") ?? [0, 0];
        return [{ kind: "circular", centre: [column, row], radius: number("RadiusOfCircularShutter") }];
      }
      case "POLYGONAL": {
        const vertices = tuples(numbersOf(dataset, "VerticesOfThePolygonalShutter", 20_000), 2);
        return [{ kind: "polygonal", vertices: vertices.map(([row, column]) => [column, row]) }];
      }
      case "BITMAP":
        return [{ kind: "bitmap", overlayGroup: number("ShutterOverlayGroup") }];
      default:
        return [];
    }
  });
}

/** A colour in CIELab before a P-Value of 16 bits; black where neither is given. */
export function readShutterRgb(dataset: Dataset): [number, number, number] {
  const [l, a, b] = numbersOf(dataset, "ShutterPresentationColorCIELabValue", 3);
  if (l !== undefined && a !== undefined && b !== undefined) return labToRgb([l, a, b]);
  const value = Math.min(0xffff, Math.max(0, numberOf(dataset, "ShutterPresentationValue") ?? 0));
  const grey = Math.round((value / 0xffff) * 255);
  return [grey, grey, grey];
}

/** Of all overlays together. */
const mostOverlayBytes = 8 * 1024 * 1024;

const groups = Array.from({ length: 16 }, (_, n) => 0x6000 + 2 * n);

/** Overlay planes of the state itself (groups 6000 to 601E, PS3.3 C.9.2); one whose bits are missing or too many is left out. */
export function readStateOverlays(dataset: Dataset): PresentationDocument["overlays"] {
  let bytesLeft = mostOverlayBytes;
  return groups.flatMap((group) => {
    const rows = wholeAt(dataset, group, 0x10);
    const columns = wholeAt(dataset, group, 0x11);
    const length = Math.ceil((rows * columns) / 8);
    const data: unknown = valueAt(dataset, group, 0x3000);
    if (length === 0 || length > bytesLeft || !(data instanceof Uint8Array) || data.length < length) return [];
    bytesLeft -= length;
    const origin = numbersAt(dataset, group, 0x50);
    return [
      {
        group,
        rows,
        columns,
        description: textAt(dataset, group, 0x22),
        origin: [origin[0] ?? 1, origin[1] ?? 1] as [number, number],
        isRoi: textAt(dataset, group, 0x40) === "R",
        layer: textAt(dataset, group, 0x1001),
        bits: toBase64(data.subarray(0, length)),
      },
    ];
  });
}

/** Overlay Activation Layer of groups whose planes are in the images (PS3.3 C.11.7). */
export function readActivations(dataset: Dataset): PresentationDocument["activations"] {
  return groups.flatMap((group) => {
    const layer = textAt(dataset, group, 0x1001);
    return layer === "" || wholeAt(dataset, group, 0x10) > 0 ? [] : [{ group, layer }];
  });
}

function valueAt(dataset: Dataset, group: number, element: number): unknown {
  return dataset.elementAt(group * 0x10000 + element)?.value;
}

function numbersAt(dataset: Dataset, group: number, element: number): number[] {
  const value = valueAt(dataset, group, element);
  return Array.isArray(value) ? value.filter((each): each is number => Number.isFinite(each)) : [];
}

function wholeAt(dataset: Dataset, group: number, element: number): number {
  const [value = 0] = numbersAt(dataset, group, element);
  return Number.isInteger(value) && value > 0 && value <= 0xffff ? value : 0;
}

function textAt(dataset: Dataset, group: number, element: number): string {
  const value = valueAt(dataset, group, element);
  return Array.isArray(value)
    ? String(value[0] ?? "")
        .trim()
        .slice(0, 64)
        .toWellFormed()
    : "";
}
