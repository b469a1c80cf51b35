import type { AheadAnswers } from "./ahead.ts";

/** What is not taken by then is old: it is asked for again. */
const KEPT_MS = 10_000;

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/**
 * Asks for what the screen of an address needs: a study, how it was left, the series that it opens with and the frame before the eye, one
 * after the other while the program is still fetched and read. What is guessed wrong is never taken and costs a request. Imports nothing
 * at run time: it is built into a script of its own.
 *
 * @param hash of the address
 */
export function askAhead(hash: string, fetch: Fetch): AheadAnswers {
  const answers: AheadAnswers = new Map();
  const ask = (path: string, init?: RequestInit): Promise<Response> => {
    const answer = fetch(path, init);
    answers.set(path, answer);
    // Whoever takes it is told.
    answer.catch(() => undefined);
    return answer;
  };
  const read = async (path: string): Promise<unknown> => {
    const answer = await ask(path);
    return answer.ok ? await answer.clone().json() : undefined;
  };
  setTimeout(() => answers.clear(), KEPT_MS);
  const [, studyInstanceUid, screen = "1"] = /^#\/study\/([0-9][0-9.]{0,63})(?:\/(?:[a-z]+|screen-([2-4])))?$/.exec(hash) ?? [];
  const study = studyInstanceUid === undefined ? undefined : `/api/studies/${studyInstanceUid}`;
  const opening =
    study === undefined ? undefined : Promise.all([read(study), read(`${study}/view-state?screen=${screen}`)]).then(openingOf);
  for (const path of ["/api/preferences", "/api/settings", "/api/session"]) void ask(path);
  opening
    ?.then(async (first) => {
      if (first === undefined) return;
      const { seriesInstanceUid, split, isStack } = first;
      const detail = await read(`/api/series/${seriesInstanceUid}${split === undefined ? "" : `?split=${split}`}`);
      const frame = isStack ? middleFrame(detail) : undefined;
      if (frame !== undefined) await ask(frame, { priority: "high" });
    })
    // Nothing rests on it.
    .catch(() => undefined);
  return answers;
}

interface Opening {
  readonly seriesInstanceUid: string;
  readonly split: number | undefined;
  readonly isStack: boolean;
}

interface Content {
  readonly kind: string;
  readonly seriesInstanceUid?: string;
  readonly split?: number;
}

/** What the first cell was left with; else the largest series of images. Only addresses are made of it: the program reads it anew. */
function openingOf([detail, left]: readonly [unknown, unknown]): Opening | undefined {
  const cells = (left as { state?: { cells?: readonly { content: Content }[] } | null } | undefined)?.state?.cells;
  const content = cells?.map((cell) => cell.content).find(({ kind }) => kind !== "empty");
  if (content !== undefined) {
    const { kind, seriesInstanceUid, split } = content;
    const isImage = seriesInstanceUid !== undefined && kind !== "document";
    return isImage ? { seriesInstanceUid, split, isStack: kind === "stack" } : undefined;
  }
  const { series = [] } = (detail ?? {}) as {
    series?: readonly { seriesInstanceUid: string; kind: string; frameCount: number }[];
  };
  const largest = series
    .filter(({ kind }) => kind === "image")
    .reduce<(typeof series)[number] | undefined>(
      (best, one) => (best && best.frameCount >= one.frameCount ? best : one),
      undefined,
    );
  return largest && { seriesInstanceUid: largest.seriesInstanceUid, split: undefined, isStack: true };
}

/** Address of the frame that a stack opens with, as `retrieveFrame` asks for it. */
function middleFrame(detail: unknown): string | undefined {
  type Asked = {
    readonly sopInstanceUid: string;
    readonly frameNumber: number;
    readonly valueType: string;
    readonly version: string;
  };
  const { frames = [] } = (detail ?? {}) as { frames?: readonly Asked[] };
  const frame = frames[Math.floor((frames.length - 1) / 2)];
  if (frame === undefined) return undefined;
  const { sopInstanceUid, frameNumber, valueType, version } = frame;
  return `/api/frames/${sopInstanceUid}/${frameNumber}?${new URLSearchParams({ type: valueType, version })}`;
}
