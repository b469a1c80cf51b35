import type { SegmentationDocument } from "../segmentation/content.ts";
import type { StructureSetDocument } from "../therapy/content.ts";
import { codedText, lines } from "./lines.ts";

export function structureSetLines(set: StructureSetDocument): readonly string[] {
  return [
    ...lines([
      ["Structure set", [set.label, set.name].filter(Boolean).join(" · ")],
      ["Description", set.description],
      ["Drawn", [set.date, set.time].filter(Boolean).join(" ")],
      ["Approval", set.approvalStatus],
      ["On series", set.series.map(({ seriesInstanceUid }) => seriesInstanceUid).join(", ")],
    ]),
    "",
    ...set.structures.map((one) =>
      [
        `${one.number}. ${one.name}`,
        one.type,
        `${one.contourCount} contours`,
        one.estimatedVolumeMl === undefined ? "" : `about ${one.estimatedVolumeMl.toFixed(1)} ml`,
        one.description,
      ]
        .filter(Boolean)
        .join(", "),
    ),
  ];
}

export function segmentationLines(segmentation: SegmentationDocument): readonly string[] {
  return [
    ...lines([
      ["Segmentation", [segmentation.label, segmentation.description].filter(Boolean).join(" · ")],
      ["Type", [segmentation.segmentationType, segmentation.fractionalType].filter(Boolean).join(", ")],
      ["By", segmentation.creator],
      ["Frames", `${segmentation.frameCount} of ${segmentation.columns} x ${segmentation.rows}`],
      [
        "On series",
        segmentation.series
          .map(({ seriesInstanceUid }) => seriesInstanceUid)
          .filter(Boolean)
          .join(", "),
      ],
    ]),
    "",
    ...segmentation.segments.map((segment) =>
      [
        `${segment.number}. ${segment.label}`,
        codedText(segment.category),
        codedText(segment.type),
        ...segment.typeModifiers.map(codedText),
        ...segment.sites.map(codedText),
        [segment.algorithmType, segment.algorithmName].filter(Boolean).join(" "),
        segment.frameCount === undefined ? "" : `${segment.frameCount} frames`,
      ]
        .filter(Boolean)
        .join(", "),
    ),
  ];
}
