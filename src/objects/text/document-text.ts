import type { ObjectContent, ObjectDocument } from "../document.ts";
import { codedText, lines, referenceText } from "./lines.ts";
import { planLines } from "./plan-text.ts";
import { presentationLines } from "./presentation-text.ts";
import { reportLines } from "./report-text.ts";
import { segmentationLines, structureSetLines } from "./structure-text.ts";
import { waveformLines } from "./waveform-text.ts";

/** A document in plain English text, for a terminal: everything that it says, line by line. */
export function documentText(document: ObjectDocument): string {
  const head = lines([
    ["Object", document.sopClassName || document.sopClassUid],
    ["Patient", [document.patientName, document.patientId].filter(Boolean).join(" · ")],
    ["Series", [document.seriesDescription, document.modality].filter(Boolean).join(" · ")],
    ["Made", [document.contentDate, document.contentTime].filter(Boolean).join(" ")],
    ["By", [document.manufacturer, document.institutionName].filter(Boolean).join(" · ")],
  ]);
  return [...head, "", ...contentLines(document.content)].join("\n");
}

function contentLines(content: ObjectContent): readonly string[] {
  switch (content.kind) {
    case "report":
      return reportLines(content);
    case "key-objects":
      return [
        ...lines([
          ["Title", codedText(content.purpose)],
          ["Marked by", content.observers.join("; ")],
        ]),
        ...content.description,
        `${content.references.length} key images`,
        ...content.references.map((reference) => `  ${referenceText(reference)}`),
      ];
    case "presentation":
      return presentationLines(content);
    case "waveform":
      return waveformLines(content);
    case "structure-set":
      return structureSetLines(content);
    case "plan":
      return planLines(content);
    case "segmentation":
      return segmentationLines(content);
    case "encapsulated":
      return lines([
        ["Title", content.title || codedText(content.concept)],
        ["File inside", `${content.mimeType || "of unknown type"}, ${content.byteLength} bytes`],
      ]);
    case "slide":
      return lines([
        ["Slide image", [content.flavour, ...content.specimens].filter(Boolean).join(" · ")],
        [
          "Size",
          `${content.totalColumns} x ${content.totalRows} in ${content.frameCount} frames of ${content.tileColumns} x ${content.tileRows}`,
        ],
        ["Objective", content.objectivePower === undefined ? "" : `${content.objectivePower} x`],
        ["Pixel spacing", content.spacingMm === undefined ? "" : `${content.spacingMm.join(" x ")} mm`],
      ]);
    case "video":
      return lines([
        ["Video", `${content.columns} x ${content.rows}, ${content.frameCount} frames`],
        ["Frame rate", content.framesPerSecond === undefined ? "" : `${content.framesPerSecond.toFixed(1)} per second`],
        ["Transfer syntax", content.transferSyntaxUid],
      ]);
    case "other":
      return [
        ...lines(content.facts.map(({ keyword, value }) => [keyword, value])),
        ...content.references.map((reference) => `  refers to ${referenceText(reference)}`),
      ];
  }
}
