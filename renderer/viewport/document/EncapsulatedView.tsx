import { lazy, Suspense } from "react";
import { byteSize } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";
import { Blank } from "../overlay/Blank.tsx";
import { type ContentOf, useCodeText, useDocument, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { References } from "./Reference.tsx";

/** The reader of PDF is large: it comes when there is one to read. */
const PdfView = lazy(() => import("./pdf/PdfView.tsx").then((module) => ({ default: module.PdfView })));

/** A file inside a DICOM object: a PDF is shown, others are named. */
export function EncapsulatedView({ encapsulated }: { readonly encapsulated: ContentOf<"encapsulated"> }) {
  const text = useDocumentText();
  const code = useCodeText();
  const { document } = useDocument();
  if (encapsulated.isPdf) {
    return (
      <Suspense fallback={<Blank title={text("loading")} isBusy />}>
        <PdfView sopInstanceUid={document.sopInstanceUid} />
      </Suspense>
    );
  }
  return (
    <div className="doc-body">
      <Notice>{text("fileNotShown", { type: encapsulated.mimeType || document.sopClassName })}</Notice>
      <Facts
        facts={[
          { label: text("title"), value: encapsulated.title || code(encapsulated.concept) },
          { label: text("fileType"), value: encapsulated.mimeType },
          { label: text("size"), value: byteSize(encapsulated.byteLength) },
        ]}
      />
      {encapsulated.sources.length > 0 && <References references={encapsulated.sources} />}
    </div>
  );
}
