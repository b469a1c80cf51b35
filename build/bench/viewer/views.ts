import type { ServedWorkstation } from "../../../renderer/e2e/workstation.ts";
import type { ViewState } from "../../../src/contract/index.ts";

type Content = ViewState["cells"][number]["content"];
export type VolumePreset = Extract<Content, { kind: "volume3d" }>["preset"];

/** What a study opens with: as if a reader had left it so. */
export async function leaveStudyAs(
  workstation: ServedWorkstation,
  studyInstanceUid: string,
  {
    rows,
    columns,
    contents,
    scrollSync = false,
  }: { rows: number; columns: number; contents: readonly Content[]; scrollSync?: boolean },
): Promise<void> {
  const state: ViewState = {
    shape: "grid",
    rows,
    columns,
    meantFor: "landscape",
    cells: contents.map((content) => ({
      content,
      showsOverlays: true,
      showsShutter: true,
      showsDrawn: true,
      inverted: false,
      rotationDegrees: 0,
      flippedHorizontally: false,
      flippedVertically: false,
    })),
    activeCell: 0,
    scrollSync,
  };
  const answer = await fetch(`${workstation.origin}/api/studies/${studyInstanceUid}/view-state`, {
    method: "PUT",
    headers: { authorization: `Bearer ${workstation.bearer}`, "content-type": "application/json" },
    body: JSON.stringify(state),
  });
  if (!answer.ok) throw new Error(`The view was refused: ${answer.status} ${await answer.text()}`);
}

export const oneStack = (seriesInstanceUid: string) => ({
  rows: 1,
  columns: 1,
  contents: [{ kind: "stack", seriesInstanceUid }] as const,
});

export const fourStacks = (seriesInstanceUid: string) => ({
  rows: 2,
  columns: 2,
  contents: Array.from({ length: 4 }, () => ({ kind: "stack", seriesInstanceUid }) as const),
  scrollSync: true,
});

export const threePlanes = (seriesInstanceUid: string) => ({
  rows: 1,
  columns: 3,
  contents: (["AXIAL", "SAGITTAL", "CORONAL"] as const).map((plane) => ({ kind: "mpr", seriesInstanceUid, plane }) as const),
});

export const fourPlanes = (seriesInstanceUid: string) => ({
  rows: 2,
  columns: 2,
  contents: (["AXIAL", "SAGITTAL", "CORONAL", "AXIAL"] as const).map(
    (plane) => ({ kind: "mpr", seriesInstanceUid, plane }) as const,
  ),
});

export const oneVolume = (seriesInstanceUid: string, preset: VolumePreset) => ({
  rows: 1,
  columns: 1,
  contents: [{ kind: "volume3d", seriesInstanceUid, preset }] as const,
});
