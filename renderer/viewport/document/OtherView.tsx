import { byteSize } from "../../stores/index.ts";
import { Notice } from "../../ui/index.ts";
import { type ContentOf, useDocument, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { References } from "./Reference.tsx";

/** An object that is named, not drawn: what it is, how large, and what can be done with it. */
export function OtherView({ other }: { readonly other: ContentOf<"other"> }) {
  const text = useDocumentText();
  const { document } = useDocument();
  return (
    <div className="doc-body">
      <Notice>{text(`reason.${other.reason}`)}</Notice>
      <Facts
        facts={[
          { label: text("sopClass"), value: document.sopClassName || document.sopClassUid },
          { label: text("modality"), value: document.modality },
          { label: text("size"), value: byteSize(document.byteLength) },
          ...other.facts.map(({ keyword, value }) => ({ label: text(`attribute.${keyword}`), value })),
        ]}
      />
      {other.references.length > 0 && (
        <section className="doc-section">
          <h3>{text("refersTo")}</h3>
          <References references={other.references} />
        </section>
      )}
    </div>
  );
}
