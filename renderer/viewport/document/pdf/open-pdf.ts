import { getDocument, type PDFDocumentProxy, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

/** Pixels of the largest picture inside a page that is still drawn. */
const largestImage = 100_000_000;
const data = (folder: string) => new URL(`/assets/pdf/${folder}/`, globalThis.location.href).href;

export interface OpenedPdf {
  readonly pdf: PDFDocumentProxy;
  readonly dispose: () => void;
}

/**
 * Opens a PDF in a worker of its own. Nothing that a document carries is run or fetched: no scripts, no forms, no links; character maps
 * and fonts come from the program itself. @throws what pdf.js throws: PasswordException, InvalidPDFException
 */
export async function openPdf(bytes: ArrayBuffer): Promise<OpenedPdf> {
  const port = new Worker(workerUrl, { type: "module" });
  const worker = PDFWorker.create({ port });
  const dispose = () => {
    worker.destroy();
    port.terminate();
  };
  const task = getDocument({
    data: new Uint8Array(bytes),
    worker,
    cMapUrl: data("cmaps"),
    standardFontDataUrl: data("standard_fonts"),
    wasmUrl: data("wasm"),
    iccUrl: data("iccs"),
    useSystemFonts: true,
    enableXfa: false,
    maxImageSize: largestImage,
  });
  try {
    const pdf = await task.promise;
    return {
      pdf,
      dispose: () => {
        void task.destroy().finally(dispose);
      },
    };
  } catch (cause) {
    dispose();
    throw cause;
  }
}
