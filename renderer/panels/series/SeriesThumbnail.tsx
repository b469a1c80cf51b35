import {
  Activity,
  ClipboardList,
  File,
  FileText,
  Film,
  Layers,
  Microscope,
  Shapes,
  SquareDashed,
  Star,
  SunMedium,
} from "lucide-react";
import { useState } from "react";
import type { SeriesSummary } from "../../../src/contract/index.ts";
import { thumbnailUrl } from "../../api/index.ts";
import { useAfterFirstPicture, useImportStore } from "../../stores/index.ts";

const ICONS = {
  image: Layers,
  report: ClipboardList,
  "key-objects": Star,
  segmentation: Shapes,
  presentation: SunMedium,
  waveform: Activity,
  structure: SquareDashed,
  document: FileText,
  slide: Microscope,
  video: Film,
  other: File,
} as const;

/**
 * A series' middle image, or a sign of its kind where it has none. The name stands beside it, so it has no text of its own. One that is
 * not urgent leaves the host to the images of the study first.
 */
export function SeriesThumbnail({ series, isUrgent = true }: { readonly series: SeriesSummary; readonly isUrgent?: boolean }) {
  // While a study arrives its thumbnails stay as they are: each image of it would ask for another.
  const isArriving = useImportStore(({ jobs }) =>
    jobs.some(({ state, studyInstanceUids }) => state === "running" && studyInstanceUids.includes(series.studyInstanceUid)),
  );
  const url = thumbnailUrl(series.seriesInstanceUid, isArriving ? 0 : series.instanceCount);
  const isTime = useAfterFirstPicture() || isUrgent;
  const [failedUrl, setFailedUrl] = useState<string>();
  const Icon = ICONS[series.kind];
  const hasPicture = series.kind === "image";
  return (
    <span className={hasPicture ? "thumbnail" : "thumbnail thumbnail-sign"}>
      {hasPicture && failedUrl !== url ? (
        <img
          src={isTime ? url : undefined}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailedUrl(url)}
        />
      ) : (
        <Icon size={18} strokeWidth={1.5} aria-hidden />
      )}
    </span>
  );
}
