import type { Code, Finding } from "../findings/index.ts";
import { verdictOf } from "./decisions.ts";
import { type Outline, outlinesOf } from "./outlines.ts";
import { mappedUid, type Pseudonyms } from "./pseudonyms.ts";
import type { LabelledFrame, LabelledSeries } from "./series.ts";

interface CocoImage {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  readonly file_name: string;
  readonly frame: number;
  readonly modality: string;
  readonly patient: string;
  readonly study_uid: string;
  readonly series_uid: string;
}

interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: Outline["box"];
  readonly area: number;
  readonly iscrowd: 0;
  readonly segmentation:
    | readonly (readonly number[])[]
    | { readonly size: readonly [number, number]; readonly counts: readonly number[] };
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Labels as COCO keeps them (cocodataset.org, format-data, object detection). */
export interface CocoLabels {
  readonly info: Readonly<Record<string, string | number>>;
  readonly licenses: readonly [];
  readonly images: readonly CocoImage[];
  /** What somebody stands behind, on each frame it covers. */
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly {
    readonly id: number;
    readonly name: string;
    readonly supercategory: string;
    readonly code: Code;
  }[];
  /** What models proposed and somebody rejected: as annotations, but of what is not there. Their frames are among the images. */
  readonly rejected: readonly CocoAnnotation[];
}

/** Boxes and outlines of decided findings on the frames of their series; those of a series that is not given are left out. */
export function buildCoco(
  findings: readonly Finding[],
  series: readonly LabelledSeries[],
  patientOf: (studyUid: string) => string,
  pseudonyms: Pseudonyms,
): CocoLabels {
  const images = new Map<string, CocoImage>();
  const categories = new Map<string, CocoLabels["categories"][number]>();
  const annotations: CocoAnnotation[] = [];
  const rejected: CocoAnnotation[] = [];
  const imageOf = ({ sopInstanceUid, frameNumber, rows, columns }: LabelledFrame, of: LabelledSeries): CocoImage => {
    const key = `${sopInstanceUid}/${frameNumber}`;
    const image = images.get(key) ?? {
      id: images.size + 1,
      width: columns,
      height: rows,
      file_name: `images/${mappedUid(pseudonyms, sopInstanceUid)}.dcm`,
      frame: frameNumber,
      modality: of.modality,
      patient: patientOf(of.studyInstanceUid),
      study_uid: mappedUid(pseudonyms, of.studyInstanceUid),
      series_uid: mappedUid(pseudonyms, of.seriesInstanceUid),
    };
    images.set(key, image);
    return image;
  };
  const categoryOf = (code: Code) => {
    const key = `${code.scheme} ${code.value}`;
    const category = categories.get(key) ?? { id: categories.size + 1, name: code.meaning, supercategory: "finding", code };
    categories.set(key, category);
    return category;
  };
  for (const finding of findings) {
    const verdict = verdictOf(finding);
    const of = series.find(({ seriesInstanceUid }) => seriesInstanceUid === finding.seriesInstanceUid);
    if (verdict === undefined || of === undefined) continue;
    const list = verdict === "positive" ? annotations : rejected;
    for (const outline of outlinesOf(finding, of)) {
      list.push({
        id: annotations.length + rejected.length + 1,
        image_id: imageOf(outline.frame, of).id,
        category_id: categoryOf(finding.code).id,
        bbox: outline.box,
        area: outline.area,
        iscrowd: 0,
        segmentation: segmentationOf(outline),
        attributes: attributesOf(finding, pseudonyms),
      });
    }
  }
  const info = { description: "Decisions of readers as labels, de-identified", version: "1.0" };
  return { info, licenses: [], images: [...images.values()], annotations, categories: [...categories.values()], rejected };
}

function segmentationOf({ shape, frame }: Outline): CocoAnnotation["segmentation"] {
  if ("runs" in shape) return { size: [frame.rows, frame.columns], counts: shape.runs };
  // Fewer than three corners enclose nothing.
  return shape.ring.length < 6 ? [] : [shape.ring];
}

function attributesOf({ id, status, provenance }: Finding, pseudonyms: Pseudonyms): Readonly<Record<string, string | number>> {
  const label = pseudonyms.name("label", id);
  if (provenance.by === "person") return { label, decision: "drawn" };
  const { modelId, modelVersion, operatingPoint = "", score } = provenance;
  return { label, decision: status, model: modelId, model_version: modelVersion, operating_point: operatingPoint, score };
}
