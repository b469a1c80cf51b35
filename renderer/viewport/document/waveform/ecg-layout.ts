import { type Channel, channelName, type Lead, twelveLeadChannels, twelveLeads } from "./leads.ts";

export type Arrangement = "3x4" | "6x2" | "12x1" | "rows";

/** A piece of a channel on the paper; millimetres from the paper's left edge, rows from above. */
export interface Strip {
  readonly channel: number;
  readonly label: string;
  readonly row: number;
  readonly leftMm: number;
  readonly fromSeconds: number;
  readonly seconds: number;
}

export interface SheetLayout {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly rowHeightMm: number;
  readonly rows: number;
  readonly strips: readonly Strip[];
}

/** Where traces begin: the calibration pulse stands before them. */
export const marginMm = 14;
const endMm = 4;
const topMm = 4;

/** How long a page of a long recording is. */
export const pageSeconds = 10;

interface Wish {
  readonly channels: readonly Channel[];
  readonly arrangement: Arrangement;
  readonly mmPerSecond: number;
  /** The part of the recording on this page. */
  readonly fromSeconds: number;
  readonly seconds: number;
}

/** Which arrangements a group of channels can have; the first one is how it is opened. */
export function arrangementsFor(channels: readonly Channel[]): readonly Arrangement[] {
  return twelveLeadChannels(channels) === undefined ? ["rows"] : ["3x4", "6x2", "12x1"];
}

/** Puts channels on a sheet as they are read: columns of leads with a rhythm strip below, or one row a channel. */
export function layOut(wish: Wish): SheetLayout {
  const leads = twelveLeadChannels(wish.channels);
  if (leads === undefined || wish.arrangement === "rows")
    return inRows(
      wish,
      wish.channels.map((_, at) => at),
    );
  if (wish.arrangement === "12x1") {
    const rows = twelveLeads.map((lead) => leads.get(lead) ?? 0);
    return inRows(wish, rows);
  }
  return wish.arrangement === "6x2" ? inColumns(wish, leads, 2, false) : inColumns(wish, leads, 4, true);
}

function inRows(wish: Wish, channels: readonly number[]): SheetLayout {
  const rowHeightMm = channels.length > 8 ? 18 : 24;
  return sheet(
    rowHeightMm,
    channels.length,
    wish.seconds * wish.mmPerSecond,
    channels.map((channel, row) => ({
      channel,
      label: nameOf(wish, channel),
      row,
      leftMm: marginMm,
      fromSeconds: wish.fromSeconds,
      seconds: wish.seconds,
    })),
  );
}

/** Leads column by column, each with its share of the time where the page is long enough; lead II below, whole. */
function inColumns(wish: Wish, leads: ReadonlyMap<Lead, number>, columns: number, withRhythm: boolean): SheetLayout {
  const rows = twelveLeads.length / columns;
  const isWhole = wish.seconds >= pageSeconds;
  const share = isWhole ? wish.seconds / columns : Math.min(wish.seconds, pageSeconds / columns);
  const strips = twelveLeads.map((lead, at): Strip => {
    const column = Math.floor(at / rows);
    const channel = leads.get(lead) ?? 0;
    return {
      channel,
      label: nameOf(wish, channel),
      row: at % rows,
      leftMm: marginMm + column * share * wish.mmPerSecond,
      fromSeconds: wish.fromSeconds + (isWhole ? column * share : 0),
      seconds: share,
    };
  });
  const rhythm = leads.get("II") ?? 0;
  if (withRhythm) {
    strips.push({
      channel: rhythm,
      label: nameOf(wish, rhythm),
      row: rows,
      leftMm: marginMm,
      fromSeconds: wish.fromSeconds,
      seconds: wish.seconds,
    });
  }
  const width = Math.max(columns * share, withRhythm ? wish.seconds : 0) * wish.mmPerSecond;
  return sheet(columns === 4 ? 30 : 24, rows + (withRhythm ? 1 : 0), width, strips);
}

function nameOf({ channels }: Wish, channel: number): string {
  const found = channels[channel];
  return found === undefined ? "" : channelName(found);
}

function sheet(rowHeightMm: number, rows: number, traceMm: number, strips: readonly Strip[]): SheetLayout {
  return { widthMm: marginMm + traceMm + endMm, heightMm: 2 * topMm + rows * rowHeightMm, rowHeightMm, rows, strips };
}

/** The line of zero of a row, millimetres from the paper's upper edge. */
export function zeroLineMm(layout: SheetLayout, row: number): number {
  return topMm + (row + 0.5) * layout.rowHeightMm;
}
