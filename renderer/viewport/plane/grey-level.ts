import { exactGrey, type LookupTable, sigmoidGrey, tableEntry, type Voi, type Window } from "./voi.ts";

/** What a presentation state puts before and after the VOI LUT (PS3.3 C.11.1, C.11.6); undefined parts leave values as they are. */
export interface GreyStages {
  /** From the image's modality values to those of the state's own Modality LUT. */
  readonly input?: ((value: number) => number) | undefined;
  /** The VOI over those, where the one that the reader is told is restated over the image's own values and rounds elsewhere. */
  readonly voi?: Voi | undefined;
  /** Presentation LUT: its entries from 0 on. */
  readonly presentation?: LookupTable | undefined;
}

/**
 * Grey level, whole, 0 to 255, of a value. The standard leaves open how P-values become levels; here a level is the P-value cut off, never
 * rounded up, as in dcmtk: 255 y of a window (PS3.3 C.11.2.1.2, y from 0 to 1), 256 v / 2^n of a table's entry v of n bits. So white is
 * only what reaches the upper end of the window. Inverted, the output runs from 255 down before it is cut off.
 *
 * @param inverted the output range runs downwards: the image's own inversion or the reader's
 */
export function greyLevel(told: Voi, inverted: boolean, stages: GreyStages = {}): (value: number) => number {
  const { input, presentation, voi = told } = stages;
  const level = presentation === undefined ? voiLevel(voi, inverted) : presentedLevel(voi, presentation, inverted);
  return input === undefined ? level : (value) => level(input(value));
}

function voiLevel(voi: Voi, inverted: boolean): (value: number) => number {
  if (voi.kind === "table") {
    const { table } = voi;
    const share = 256 / (table.most + 1);
    return (value) => {
      const level = Math.min(255, Math.floor(tableEntry(value, table) * share));
      return inverted ? 255 - level : level;
    };
  }
  const { window } = voi;
  if (window.function === "LINEAR_EXACT" || window.function === "SIGMOID") {
    const curve = window.function === "SIGMOID" ? sigmoidGrey : exactGrey;
    return (value) => Math.floor(inverted ? 255 - curve(value, window) : curve(value, window));
  }
  return linearLevel(window, inverted);
}

/** LINEAR, in the order of steps that dcmtk computes it in: a sum that falls on a whole level falls on the same one. */
function linearLevel({ center, width }: Window, inverted: boolean): (value: number) => number {
  const across = Math.max(width, 1) - 1;
  const [low, high] = inverted ? [255, 0] : [0, 255];
  const [left, right] = [center - 0.5 - across / 2, center - 0.5 + across / 2];
  const gradient = across === 0 ? 0 : (high - low) / across;
  const offset = across === 0 ? 0 : high - ((center - 0.5) / across + 0.5) * (high - low);
  return (value) => {
    if (value <= left) return low;
    if (value > right) return high;
    return Math.trunc(offset + value * gradient);
  };
}

/** The VOI LUT's output spans the entries of the Presentation LUT (PS3.3 C.11.6.1), whose entries are then cut off to levels. */
function presentedLevel(voi: Voi, { values, most }: LookupTable, inverted: boolean): (value: number) => number {
  const last = values.length - 1;
  const at = voi.kind === "table" ? tableIndex(voi.table, values.length) : windowIndex(voi.window, last);
  const share = voi.kind === "table" ? 256 / (most + 1) : 255 / most;
  return (value) => {
    const level = Math.min(255, Math.trunc((values[Math.min(last, at(value))] as number) * share));
    return inverted ? 255 - level : level;
  };
}

function tableIndex(table: LookupTable, count: number): (value: number) => number {
  const share = count / (table.most + 1);
  return (value) => Math.floor(tableEntry(value, table) * share);
}

function windowIndex(window: Window, last: number): (value: number) => number {
  if (window.function === "LINEAR_EXACT") return (value) => Math.floor((exactGrey(value, window) / 255) * last);
  if (window.function === "SIGMOID") {
    return (value) => Math.floor(last / (1 + Math.exp((-4 * (value - window.center)) / window.width)));
  }
  const across = Math.max(window.width, 1) - 1;
  const left = window.center - 0.5 - across / 2;
  const gradient = across === 0 ? 0 : last / across;
  return (value) => {
    if (value <= left) return 0;
    if (value > left + across) return last;
    return Math.trunc((value - left) * gradient);
  };
}
