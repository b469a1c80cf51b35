import type { LucideIcon } from "lucide-react";
import { type Action, currentActions, perform, reasonAgainst } from "../../actions/index.ts";
import {
  allSeries,
  createText,
  findDynamicText,
  type Language,
  openSeries,
  type Reason,
  useStudyStore,
} from "../../stores/index.ts";
import type { Searchable } from "./search.ts";

/** A line of the palette. */
export interface Entry extends Searchable {
  readonly label: string;
  /** What kind of thing it is, in the language on screen. */
  readonly aside: string;
  readonly icon: LucideIcon | undefined;
  readonly isOn: boolean;
  readonly reason: Reason | undefined;
  readonly choose: () => void;
}

function actionEntry(action: Action, language: Language): Entry {
  const other = language === "en" ? "zh-CN" : "en";
  const label = action.name ?? findDynamicText(language, `action.${action.id}`) ?? action.id;
  const text = createText(language);
  return {
    id: action.id,
    label,
    aside: text(`actions.group.${action.group}`),
    icon: action.icon,
    words: [label, ...(action.name === undefined ? [findDynamicText(other, `action.${action.id}`) ?? ""] : [])],
    isOn: action.isOn?.() ?? false,
    reason: reasonAgainst(action),
    choose: () => perform(action),
  };
}

/** Series of the study and its priors: opened in the active viewport. */
function seriesEntries(language: Language): readonly Entry[] {
  const text = createText(language);
  return allSeries(useStudyStore.getState().detail).map(({ seriesInstanceUid, seriesNumber, seriesDescription, modality }) => ({
    id: `series ${seriesInstanceUid}`,
    label: [modality, seriesNumber ?? undefined, seriesDescription].filter((part) => part !== undefined && part !== "").join(" "),
    aside: text("palette.series"),
    icon: undefined,
    words: [`${modality} ${seriesNumber ?? ""} ${seriesDescription}`],
    isOn: false,
    reason: undefined,
    choose: () => openSeries(seriesInstanceUid),
  }));
}

/** Everything that can be chosen now: what was chosen last first, then all actions, then the series that are there. */
export function paletteEntries(language: Language, recent: readonly string[], isInStudy: boolean): readonly Entry[] {
  const list = currentActions()
    .filter(({ id, where }) => id !== "palette" && id !== "cancel" && (isInStudy || where === "everywhere"))
    .map((action) => actionEntry(action, language));
  const rank = ({ id }: Entry) => {
    const at = recent.indexOf(id);
    return at < 0 ? recent.length : at;
  };
  return [...list.sort((a, b) => rank(a) - rank(b)), ...(isInStudy ? seriesEntries(language) : [])];
}
