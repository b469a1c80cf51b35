import { parseKeptView, type ViewState } from "../../contract/index.ts";
import type { Workstation } from "../workstation.ts";

const SCREENS = [1, 2, 3, 4] as const;

type Kept = Pick<Workstation, "workspace">;

const keyOf = (studyInstanceUid: string, screen: number) => `view-state:${screen}:${studyInstanceUid}`;

/** How a reader left a study on a screen; of what another edition stored that which is understood. */
export function readViewState({ workspace }: Kept, studyInstanceUid: string, screen: number): ViewState | undefined {
  return parseKeptView(workspace.readSetting(keyOf(studyInstanceUid, screen)));
}

export function writeViewState({ workspace }: Kept, studyInstanceUid: string, screen: number, state: ViewState): void {
  workspace.writeSetting(keyOf(studyInstanceUid, screen), state);
}

/** With the study that it was of. */
export function forgetViewState({ workspace }: Kept, studyInstanceUid: string): void {
  for (const screen of SCREENS) workspace.removeSetting(keyOf(studyInstanceUid, screen));
}
