import type { ObjectContent } from "./document.ts";
import type { InstanceReference } from "./reference.ts";

/** Every instance that a document speaks of, each once. */
export function referencedInstances(content: ObjectContent): string[] {
  return [...new Set(references(content).map(({ sopInstanceUid }) => sopInstanceUid))];
}

function references(content: ObjectContent): readonly InstanceReference[] {
  switch (content.kind) {
    case "report":
      return [
        ...content.items.flatMap(({ value }) =>
          value.kind === "instance" ? [value.reference ?? [], value.presentation ?? []].flat() : [],
        ),
        ...content.predecessors,
      ];
    case "key-objects":
      return content.references;
    case "presentation":
      return [
        ...content.series.flatMap(({ instances }) => instances),
        ...[...content.displayedAreas, ...content.voi, ...content.annotations].flatMap(({ images }) => images),
      ];
    case "structure-set":
    case "segmentation":
      return content.series.flatMap(({ instances }) => instances);
    case "encapsulated":
      return content.sources;
    case "other":
      return content.references;
    case "plan":
      return content.structureSets.map((sopInstanceUid) => ({
        sopClassUid: "",
        sopInstanceUid,
        frameNumbers: [],
        segmentNumbers: [],
      }));
    case "waveform":
    case "slide":
    case "video":
      return [];
  }
}
