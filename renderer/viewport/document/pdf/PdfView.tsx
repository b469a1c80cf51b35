import { Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { retrieveContent } from "../../../api/index.ts";
import { errorText, useLanguage } from "../../../stores/index.ts";
import { IconButton } from "../../../ui/index.ts";
import { Blank } from "../../overlay/Blank.tsx";
import { useSize } from "../../use-size.ts";
import { useWishes } from "../../use-wishes.ts";
import { useDocument, useDocumentText } from "../context.ts";
import { type OpenedPdf, openPdf } from "./open-pdf.ts";
import { PdfPage } from "./PdfPage.tsx";
import "./pdf.css";

const widestPx = 4000;
const steps = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6];
/** CSS pixels of a point of PDF (1/72 inch) at 100 %. */
const pixelsPerPoint = 96 / 72;
const mostPages = 2000;

type State =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly pages: readonly PDFPageProxy[] }
  | { readonly kind: "failed"; readonly reason: string };

/** A PDF, page under page; its text can be marked, nothing in it is run. */
export function PdfView({ sopInstanceUid }: { readonly sopInstanceUid: string }) {
  const text = useDocumentText();
  const { cellId } = useDocument();
  const state = usePdf(sopInstanceUid);
  const body = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState<number | undefined>();
  const onSize = useMemo(() => (size: { readonly width: number }) => setWidth(size.width), []);
  useSize(body, onSize);
  const pages = state.kind === "ready" ? state.pages : [];
  const fitted = fitZoom(pages, width);
  const scale = zoom ?? fitted;
  const step = useCallback(
    (by: 1 | -1) => {
      const next = by > 0 ? steps.find((one) => one > scale * 1.01) : steps.findLast((one) => one < scale * 0.99);
      if (next !== undefined) setZoom(next);
    },
    [scale],
  );
  const page = usePageInSight(body, pages.length);
  const wishes = useMemo(
    () => ({
      onCommand: (action: { readonly kind: string; readonly by?: number; readonly factor?: number }) => {
        if (action.kind === "zoom") step((action.factor ?? 1) > 1 ? 1 : -1);
        if (action.kind === "fit" || action.kind === "reset") setZoom(undefined);
        if (action.kind === "scroll") scrollToPage(body.current, page + (action.by ?? 0));
      },
      onFocus: () => undefined,
    }),
    [step, page],
  );
  useWishes(cellId, wishes);
  return (
    <>
      <div className="doc-tools">
        {pages.length > 0 && <span data-testid="pdf-page">{text("page", { page, count: pages.length })}</span>}
        <span className="doc-tools-gap" />
        <IconButton label={text("zoomOut")} icon={ZoomOut} size="small" onPress={() => step(-1)} testId="pdf-zoom-out" />
        <span className="doc-tools-value">{text("percent", { percent: Math.round(scale * 100) })}</span>
        <IconButton label={text("zoomIn")} icon={ZoomIn} size="small" onPress={() => step(1)} testId="pdf-zoom-in" />
        <IconButton label={text("fitWidth")} icon={Maximize2} size="small" onPress={() => setZoom(undefined)} testId="pdf-fit" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <div ref={body} className="pdf" data-testid="pdf" data-pages={pages.length} tabIndex={0}>
        {state.kind === "loading" && <Blank title={text("loading")} isBusy />}
        {state.kind === "failed" && (
          <Blank title={text("pdfFailed")}>
            <p>{state.reason}</p>
          </Blank>
        )}
        {width > 0 &&
          pages.map((one) => <PdfPage key={one.pageNumber} page={one} scale={scale * pixelsPerPoint} scroller={body} />)}
      </div>
    </>
  );
}

/** The pages of the PDF inside an object. */
function usePdf(sopInstanceUid: string): State {
  const text = useDocumentText();
  const language = useLanguage();
  const [state, setState] = useState<State>({ kind: "loading" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is no reason to open it again
  useEffect(() => {
    const abort = new AbortController();
    let opened: OpenedPdf | undefined;
    setState({ kind: "loading" });
    const load = async () => {
      opened = await openPdf(await retrieveContent(sopInstanceUid, abort.signal));
      if (abort.signal.aborted) return opened.dispose();
      const { pdf } = opened;
      const count = Math.min(pdf.numPages, mostPages);
      const pages = await Promise.all(Array.from({ length: count }, (_, at) => pdf.getPage(at + 1)));
      if (!abort.signal.aborted) setState({ kind: "ready", pages });
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted) setState({ kind: "failed", reason: reasonOf(error) });
    });
    return () => {
      abort.abort();
      opened?.dispose();
    };
  }, [sopInstanceUid]);

  function reasonOf(error: unknown): string {
    if (error instanceof Error && "area" in error && "code" in error) {
      return errorText(language, { area: String(error.area), code: String(error.code), message: error.message, details: {} });
    }
    return text(error instanceof Error && error.name === "PasswordException" ? "pdfPassword" : "pdfDamaged");
  }
  return state;
}

/** The scale at which the widest page fits, at most twice its size. */
function fitZoom(pages: readonly PDFPageProxy[], width: number): number {
  const widest = Math.max(1, ...pages.map((page) => page.getViewport({ scale: 1 }).width));
  return Math.min(2, Math.max(0.1, (Math.min(width, widestPx) - 48) / (widest * pixelsPerPoint)));
}

/** Number of the page that fills most of the view, from 1. */
function usePageInSight(body: RefObject<HTMLDivElement | null>, count: number): number {
  const [page, setPage] = useState(1);
  useEffect(() => {
    const element = body.current;
    if (element === null || count === 0) return undefined;
    const look = () => {
      const middle = element.scrollTop + element.clientHeight / 2;
      const at = [...element.children].findLastIndex((child) => child instanceof HTMLElement && child.offsetTop <= middle);
      setPage(Math.min(count, Math.max(1, at + 1)));
    };
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => element.removeEventListener("scroll", look);
  }, [body, count]);
  return page;
}

function scrollToPage(body: HTMLElement | null, page: number): void {
  body?.children[Math.min(body.children.length, Math.max(1, page)) - 1]?.scrollIntoView({ block: "start" });
}
