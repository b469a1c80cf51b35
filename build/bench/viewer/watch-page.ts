/** What the probe within a page knows; times in milliseconds since 1970, so that they can be compared with Node's. */
export interface PageProbe {
  /** When each large canvas first held a picture, in order. */
  readonly painted: readonly number[];
  /** When the last click ended. */
  lastClick: number;
  /** Begins to note frames. */
  startFrames(): void;
  /** Ends it: milliseconds from frame to frame, and of work within each. */
  stopFrames(): { readonly intervals: readonly number[]; readonly work: readonly number[] };
}

declare global {
  interface Window {
    hounsfieldProbe: PageProbe;
  }
}

/**
 * Runs in every page before anything else: looks at each large canvas in every animation frame until it holds a picture, and times
 * frames when it is asked to. The same for every program, so that its own cost falls on all of them.
 */
export function watchPage(): void {
  const side = 16;
  const small = document.createElement("canvas");
  small.width = small.height = side;
  const context = small.getContext("2d", { willReadFrequently: true });
  const seen = new WeakSet<HTMLCanvasElement>();
  const painted: number[] = [];
  const now = () => performance.timeOrigin + performance.now();
  const holdsPicture = (canvas: HTMLCanvasElement) => {
    if (context === null || canvas.clientWidth < 200 || canvas.clientHeight < 200 || canvas.width < 2 || canvas.height < 2)
      return false;
    context.clearRect(0, 0, side, side);
    context.drawImage(canvas, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    let bright = 0;
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) {
      if ((data[at] as number) > 60) bright += 1;
      else dark += 1;
    }
    return bright >= 6 && dark >= 6;
  };
  let isTiming = false;
  const look = () => {
    // Reading a canvas back costs more than a frame: not while frames are timed.
    if (isTiming) return;
    for (const canvas of document.querySelectorAll("canvas")) {
      if (seen.has(canvas) || !holdsPicture(canvas)) continue;
      seen.add(canvas);
      painted.push(now());
    }
    if (painted.length < 4) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  let last: number | undefined;
  const intervals: number[] = [];
  const work: number[] = [];
  const channel = new MessageChannel();
  let began = 0;
  channel.port1.onmessage = () => {
    if (isTiming) work.push(performance.now() - began);
  };
  const frame = (time: number) => {
    if (!isTiming) return;
    began = performance.now();
    if (last !== undefined) intervals.push(time - last);
    last = time;
    // After this frame's own scripts, style, layout and paint.
    channel.port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  window.addEventListener("click", () => (window.hounsfieldProbe.lastClick = now()), { capture: true });
  window.hounsfieldProbe = {
    painted,
    lastClick: 0,
    startFrames() {
      intervals.length = work.length = 0;
      last = undefined;
      isTiming = true;
      requestAnimationFrame(frame);
    },
    stopFrames() {
      isTiming = false;
      return { intervals: [...intervals], work: [...work] };
    },
  };
}
