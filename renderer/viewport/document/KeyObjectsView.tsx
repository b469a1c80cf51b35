import { personName, useLanguage } from "../../stores/index.ts";
import { type ContentOf, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { References } from "./Reference.tsx";

/** Images that somebody marked, and why. */
export function KeyObjectsView({ keyObjects }: { readonly keyObjects: ContentOf<"key-objects"> }) {
  const text = useDocumentText();
  const language = useLanguage();
  return (
    <div className="doc-body">
      <Facts
        facts={[{ label: text("markedBy"), value: keyObjects.observers.map((name) => personName(name, language)).join("; ") }]}
      />
      {keyObjects.description.map((line) => (
        <p key={line} className="doc-prose">
          {line}
        </p>
      ))}
      <section className="doc-section">
        <h3>{text("keyImages", { count: keyObjects.references.length })}</h3>
        <References references={keyObjects.references} />
      </section>
    </div>
  );
}
