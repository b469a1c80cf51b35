import type { Dataset, Keyword } from "../../dicom/index.ts";
import { numberOf, textOf } from "../attributes.ts";
import { sopClassName } from "../document-kind.ts";
import { referencesOf } from "../reference.ts";
import type { OtherDocument, VideoDocument } from "./content.ts";

/** What an object that is not shown may say of itself. */
const facts: readonly Keyword[] = [
  "ContentLabel",
  "ContentDescription",
  "SeriesDescription",
  "ProtocolName",
  "Manufacturer",
  "ManufacturerModelName",
  "SoftwareVersions",
  "CreatorVersionUID",
  "NumberOfFrames",
  "NumberOfSurfaces",
];

/** An object that is named, not drawn. */
export function parseOther(dataset: Dataset, sopClassUid: string): OtherDocument {
  const name = sopClassName(sopClassUid);
  return {
    kind: "other",
    reason: name === "" ? (sopClassUid.startsWith("1.2.840.10008.") ? "unknown" : "private") : reasonOf(name),
    facts: facts.flatMap((keyword) => {
      const value = textOf(dataset, keyword, 300);
      return value === "" ? [] : [{ keyword, value }];
    }),
    references: [...referencesOf(dataset, "ReferencedInstanceSequence"), ...referencesOf(dataset, "ReferencedImageSequence")],
  };
}

function reasonOf(name: string): OtherDocument["reason"] {
  return /Audio/.test(name) ? "audio" : "not-drawn";
}

/** A video in words (PS3.3 A.32.5 to A.32.7). */
export function parseVideo(dataset: Dataset, transferSyntaxUid: string): VideoDocument {
  const frameTime = numberOf(dataset, "FrameTime");
  return {
    kind: "video",
    transferSyntaxUid,
    rows: numberOf(dataset, "Rows") ?? 0,
    columns: numberOf(dataset, "Columns") ?? 0,
    frameCount: numberOf(dataset, "NumberOfFrames") ?? 1,
    framesPerSecond: numberOf(dataset, "CineRate") ?? (frameTime !== undefined && frameTime > 0 ? 1000 / frameTime : undefined),
  };
}
