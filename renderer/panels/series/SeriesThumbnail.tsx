import { FileText, Layers, Shapes } from "lucide-react";
import { useState } from "react";
import type { SeriesSummary } from "../../../src/contract/index.ts";
import { thumbnailUrl } from "../../api/index.ts";

const ICONS = { image: Layers, report: FileText, segmentation: Shapes, other: FileText } as const;

/** A series' middle image, or a sign of its kind where it has none. The name stands beside it, so it has no text of its own. */
export function SeriesThumbnail({ series }: { readonly series: SeriesSummary }) {
  const [failed, setFailed] = useState(false);
  const Icon = ICONS[series.kind];
  return (
    <span className={series.kind === "image" ? "thumbnail" : "thumbnail thumbnail-sign"}>
      {series.kind === "image" && !failed ? (
        <img
          src={thumbnailUrl(series.seriesInstanceUid)}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(true)}
        />
      ) : (
        <Icon size={18} strokeWidth={1.5} aria-hidden />
      )}
    </span>
  );
}
