import { GalleryVerticalEnd } from "lucide-react";
import { applyPresentation, dicomDate, openFrameBeside, personName, useLanguage } from "../../stores/index.ts";
import { Button } from "../../ui/index.ts";
import { type ContentOf, useDocument, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { keyed } from "./keyed.ts";
import { References } from "./Reference.tsx";
import { Swatch } from "./Swatch.tsx";

type State = ContentOf<"presentation">;

/** How somebody wished images to be seen: what the state says, and a way to its images. */
export function PresentationView({ state }: { readonly state: State }) {
  const text = useDocumentText();
  const language = useLanguage();
  const { cellId, held, document } = useDocument();
  const references = state.series.flatMap(({ instances }) => instances);
  const first = references.find(({ sopInstanceUid }) => held.get(sopInstanceUid)?.isImage === true);
  const place = first === undefined ? undefined : held.get(first.sopInstanceUid);
  const show = () => {
    if (place === undefined) return;
    const shownIn = openFrameBeside({ ...place, frameNumber: first?.frameNumbers[0] ?? 1 }, cellId);
    void applyPresentation(document.sopInstanceUid, shownIn);
  };
  return (
    <div className="doc-body">
      <div className="doc-actions">
        <Button
          icon={GalleryVerticalEnd}
          disabledReason={place === undefined ? text("imagesNotHeld") : undefined}
          onPress={show}
          testId="apply-presentation"
        >
          {text("applyPresentation")}
        </Button>
        <span className="doc-quiet">{text("presentationHow")}</span>
      </div>
      <Facts
        facts={[
          {
            label: text("creator"),
            value: [personName(state.creator, language), dicomDate(state.createdDate)].filter(Boolean).join(", "),
          },
          { label: text("window"), value: windows(state) },
          { label: text("presentationLut"), value: state.presentationLut === "" ? "" : text(`lut.${state.presentationLut}`) },
          { label: text("turned"), value: turned(state, text) },
          { label: text("shutters"), value: state.shutters.map(({ kind }) => text(`shutter.${kind}`)).join(", ") },
          { label: text("displayedArea"), value: area(state) },
          { label: text("overlays"), value: state.overlays.map(({ columns, rows }) => `${columns} × ${rows}`).join(", ") },
        ]}
      />
      {state.layers.length > 0 && (
        <section className="doc-section">
          <h3>{text("layers")}</h3>
          <ul className="doc-list">
            {keyed(state.layers, ({ name }) => name).map(({ key, item }) => (
              <li key={key}>
                <Swatch color={item.color} />
                {item.name} <span className="doc-quiet">{item.description}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Annotations state={state} />
      <section className="doc-section">
        <h3>{text("images", { count: references.length })}</h3>
        <References references={references} />
      </section>
    </div>
  );
}

function Annotations({ state }: { readonly state: State }) {
  const text = useDocumentText();
  const graphics = state.annotations.flatMap((annotation) => annotation.graphics);
  const texts = state.annotations.flatMap((annotation) => annotation.texts.map((one) => ({ ...one, layer: annotation.layer })));
  const counts = Map.groupBy(graphics, ({ type }) => type);
  if (graphics.length + texts.length === 0) return null;
  return (
    <section className="doc-section">
      <h3>{text("drawn")}</h3>
      <Facts
        facts={[
          {
            label: text("graphics"),
            value: [...counts].map(([type, all]) => `${text(`graphic.${type}`)} × ${all.length}`).join(", "),
          },
        ]}
      />
      <ul className="doc-list">
        {keyed(texts.slice(0, 500), ({ text: words }) => words).map(({ key, item }) => (
          <li key={key}>
            {item.text} <span className="doc-quiet">{item.layer}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function windows(state: State): string {
  const all = state.voi.flatMap((voi) => [
    ...voi.windows.map(({ center, width, explanation }) => [`W ${width} L ${center}`, explanation].filter(Boolean).join(" ")),
    ...voi.tables.map(({ count, bits }) => `LUT ${count} / ${bits} bit`),
  ]);
  return [...new Set(all)].slice(0, 6).join("; ");
}

function turned(state: State, text: ReturnType<typeof useDocumentText>): string {
  return [state.rotationDegrees === 0 ? "" : `${state.rotationDegrees}°`, state.flippedHorizontally ? text("flipped") : ""]
    .filter(Boolean)
    .join(", ");
}

function area(state: State): string {
  const [first] = state.displayedAreas;
  return first === undefined ? "" : `${first.topLeft.join(", ")} – ${first.bottomRight.join(", ")}`;
}
