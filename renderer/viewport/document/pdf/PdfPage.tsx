import { AnnotationMode, type PDFPageProxy, TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type CSSProperties, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useDrawing } from "../use-drawing.ts";

/** Pages this far outside of the view are drawn already. */
const ahead = "600px";
/** Device pixels of one page's canvas at most; beyond, it is drawn coarser and stretched. */
const mostPixels = 24_000_000;

/** One page: drawn when it comes into view, its text over it to be marked. */
export function PdfPage(props: {
  readonly page: PDFPageProxy;
  /** CSS pixels of a point. */
  readonly scale: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
}) {
  const { page, scale, scroller } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const isNear = useNear(frame, scroller);
  const [drawnAt, setDrawnAt] = useState<number | undefined>();
  const { width, height } = page.getViewport({ scale });
  const drawNear = useCallback(() => {
    if (!isNear || canvas.current === null || words.current === null) return undefined;
    return draw(page, scale, canvas.current, words.current, () => setDrawnAt(scale));
  }, [isNear, page, scale]);
  useDrawing(canvas, drawNear);
  const style = { width, height, "--total-scale-factor": scale } as CSSProperties;
  return (
    <div ref={frame} className="pdf-page" style={style} data-page={page.pageNumber} data-drawn={drawnAt === scale}>
      <canvas ref={canvas} />
      <div ref={words} className="pdf-words" />
    </div>
  );
}

function useNear(frame: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (frame.current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      root: scroller.current,
      rootMargin: ahead,
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame, scroller]);
  return isNear;
}

/** Draws a page and lays its words over it. @returns what stops it */
function draw(page: PDFPageProxy, scale: number, canvas: HTMLCanvasElement, words: HTMLElement, onDrawn: () => void): () => void {
  const viewport = page.getViewport({ scale });
  const wanted = globalThis.devicePixelRatio || 1;
  const ratio = Math.min(wanted, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  // Drawn beside the canvas in sight and put there at once, so that a change of zoom does not flash.
  const made = document.createElement("canvas");
  made.width = Math.max(1, Math.floor(viewport.width * ratio));
  made.height = Math.max(1, Math.floor(viewport.height * ratio));
  const task = page.render({
    canvas: made,
    viewport,
    transform: [ratio, 0, 0, ratio, 0, 0],
    annotationMode: AnnotationMode.ENABLE,
  });
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
  let stopped = false;
  task.promise
    .then(async () => {
      if (stopped) return;
      canvas.width = made.width;
      canvas.height = made.height;
      canvas.getContext("2d")?.drawImage(made, 0, 0);
      words.replaceChildren();
      await layer.render();
      if (!stopped) onDrawn();
    })
    .catch(() => undefined);
  return () => {
    stopped = true;
    task.cancel();
    layer.cancel();
  };
}
