import { Eye } from "lucide-react";
import { useState } from "react";
import { pictureUrl } from "../../api/index.ts";
import { openStack } from "../../stores/index.ts";
import { Button, Notice } from "../../ui/index.ts";
import { type ContentOf, useDocument, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";

/** Frames that are still looked through one by one; beyond, tiles without their slide tell nothing. */
const mostFrames = 2000;

/** A whole slide image in words, a small picture of it, and its tiles one by one. */
export function SlideView({ slide }: { readonly slide: ContentOf<"slide"> }) {
  const text = useDocumentText();
  const { cellId, document } = useDocument();
  const [failed, setFailed] = useState(false);
  const tooMany = slide.frameCount > mostFrames ? text("tooManyTiles", { count: slide.frameCount }) : undefined;
  return (
    <div className="doc-body">
      <div className="doc-slide">
        {!failed && (
          <img src={pictureUrl(document.sopInstanceUid)} alt="" data-testid="slide-picture" onError={() => setFailed(true)} />
        )}
        <Facts
          facts={[
            { label: text("flavour"), value: slide.flavour === "" ? "" : text(`slideFlavour.${slide.flavour}`) },
            { label: text("sizePixels"), value: `${slide.totalColumns} × ${slide.totalRows}` },
            {
              label: text("tiles"),
              value: text("framesOf", { count: slide.frameCount, columns: slide.tileColumns, rows: slide.tileRows }),
            },
            {
              label: text("spacing"),
              value: slide.spacingMm === undefined ? "" : `${(slide.spacingMm[1] * 1000).toFixed(3)} µm`,
            },
            { label: text("objective"), value: slide.objectivePower === undefined ? "" : `${slide.objectivePower} ×` },
            { label: text("specimens"), value: slide.specimens.join(", ") },
            { label: text("container"), value: slide.container },
            { label: text("opticalPaths"), value: slide.opticalPaths.join(", ") },
          ]}
        />
      </div>
      <Notice>{text("slideNotAssembled")}</Notice>
      <div className="doc-actions">
        <Button icon={Eye} disabledReason={tooMany} onPress={() => openStack(document.seriesInstanceUid, cellId)}>
          {text(slide.isSingleFrame ? "showImage" : "showTiles")}
        </Button>
      </div>
    </div>
  );
}
