import { type ScreenMessage, screenMessageSchema } from "../../../src/contract/index.ts";
import { firstSeries, useStudyStore } from "../study-store.ts";
import { openSeries } from "../viewport/content.ts";
import { useViewportStore, type ViewportState } from "../viewport/viewport-store.ts";
import { useHangingStore } from "./hanging-state.ts";
import { applyProtocol } from "./hanging-store.ts";

/** The most windows of one study. */
const SCREENS_MOST = 4;

type Shared = Pick<ViewportState, "scrollSync" | "linking" | "overlayLevel" | "tool">;

/** The channel of a study's windows. It stays in this browser. */
function channelOf(studyInstanceUid: string): BroadcastChannel {
  return new BroadcastChannel(`hounsfield-screens-${studyInstanceUid}`);
}

/** The address of a study's further window; `screen` from 2. */
export function screenHash(studyInstanceUid: string, screen: number): string {
  return `#/study/${studyInstanceUid}/screen-${screen}`;
}

/** Opens a second window of the open study, or brings it to the front; each has its own grid. False where the browser forbids it. */
export function openSecondScreen(): boolean {
  const { studyInstanceUid } = useStudyStore.getState();
  const own = useHangingStore.getState().screen;
  if (studyInstanceUid === undefined || own >= SCREENS_MOST) return false;
  const next = own + 1;
  const { availWidth, availHeight } = window.screen;
  const features = `popup,width=${availWidth},height=${availHeight},left=${window.screenX + window.outerWidth},top=0`;
  const address = `${window.location.pathname}${window.location.search}${screenHash(studyInstanceUid, next)}`;
  const opened = window.open(address, `hounsfield-screen-${next}`, features);
  opened?.focus();
  return opened !== null;
}

function sharedOf({ scrollSync, linking, overlayLevel, tool }: ViewportState): Shared {
  return { scrollSync, linking, overlayLevel, tool };
}

/** Keeps this window and the study's others together: stage, tool, links, texts, and where a finding was chosen. Returns how to stop. */
export function followScreens(studyInstanceUid: string): () => void {
  const channel = channelOf(studyInstanceUid);
  let isHearing = false;
  const say = (message: ScreenMessage) => !isHearing && channel.postMessage(message);
  const sayStage = () => {
    const { applied } = useHangingStore.getState();
    if (applied !== undefined) say({ kind: "stage", ...applied });
  };
  const hear = ({ data }: MessageEvent<unknown>) => {
    const message = screenMessageSchema.safeParse(data).data;
    if (message === undefined) return;
    if (message.kind === "hello") {
      say({ kind: "shared", shared: sharedOf(useViewportStore.getState()) });
      sayStage();
      return;
    }
    isHearing = true;
    carryOut(message);
    isHearing = false;
  };
  channel.addEventListener("message", hear);
  const stops = [
    useViewportStore.subscribe((now, before) => {
      const [shared, was] = [sharedOf(now), sharedOf(before)];
      if (Object.entries(shared).some(([name, value]) => value !== was[name as keyof Shared])) say({ kind: "shared", shared });
      if (now.focus !== undefined && now.focus !== before.focus) say({ kind: "focus", focus: now.focus });
    }),
    useHangingStore.subscribe(({ applied }, before) => {
      if (applied !== undefined && applied !== before.applied) sayStage();
    }),
  ];
  say({ kind: "hello" });
  return () => {
    for (const stop of stops) stop();
    channel.close();
  };
}

function carryOut(message: Exclude<ScreenMessage, { kind: "hello" }>): void {
  if (message.kind === "shared") useViewportStore.setState(message.shared);
  else if (message.kind === "focus") {
    const sequence = (useViewportStore.getState().focus?.sequence ?? 0) + 1;
    // A cell of the other window means none of this one.
    useViewportStore.setState({ focus: { ...message.focus, sequence, cellId: undefined } });
  } else {
    const { applied } = useHangingStore.getState();
    const { protocolId, stage } = message;
    const isShown = applied?.protocolId === protocolId && applied.stage === stage;
    // A window that has only begun hangs by it once its study has come.
    if (useStudyStore.getState().detail === undefined) useHangingStore.setState({ applied: { protocolId, stage } });
    else if (!isShown) void applyProtocol(protocolId, stage);
  }
}

/** What a further window shows while no stage has anything for it: the newest earlier study beside the one that is read. */
export function showPriorBeside(): void {
  const { detail } = useStudyStore.getState();
  const [prior] = detail?.priors ?? [];
  const isEmpty = useViewportStore.getState().cells.every(({ content }) => content.kind === "empty");
  if (detail === undefined || prior === undefined || !isEmpty) return;
  const first = firstSeries({ ...detail, series: prior.series });
  if (first !== undefined) openSeries(first.seriesInstanceUid, "cell-0");
}
