import { useState } from "react";
import { getVideo, videoUrl } from "../../api/index.ts";
import { Notice } from "../../ui/index.ts";
import { type ContentOf, useDocument, useDocumentText } from "./context.ts";
import { Facts } from "./Facts.tsx";
import { useLoaded } from "./use-objects.ts";

/** A video in the browser's own player, or why it is not played. */
export function VideoView({ video }: { readonly video: ContentOf<"video"> }) {
  const text = useDocumentText();
  const { document } = useDocument();
  const info = useLoaded(document.sopInstanceUid, (signal) => getVideo(document.sopInstanceUid, signal));
  const [failed, setFailed] = useState(false);
  const known = info.kind === "ready" ? info.value : undefined;
  const canPlay = known?.playable === true && window.document.createElement("video").canPlayType(known.mimeType) !== "";
  const codec = known === undefined ? "" : text(`codec.${known.codec.replace(".", "")}`);
  return (
    <div className="doc-body doc-video-body">
      {canPlay && !failed && (
        // biome-ignore lint/a11y/useMediaCaption: a medical video has none
        <video
          className="doc-video"
          src={videoUrl(document.sopInstanceUid)}
          controls
          disablePictureInPicture
          controlsList="nodownload noremoteplayback"
          preload="metadata"
          data-testid="video"
          onError={() => setFailed(true)}
        />
      )}
      {(failed || (known !== undefined && !canPlay)) && <Notice tone="proposed">{text("videoNotPlayed", { codec })}</Notice>}
      <Facts
        facts={[
          { label: text("codecLabel"), value: codec },
          { label: text("sizePixels"), value: `${video.columns} × ${video.rows}` },
          { label: text("frames"), value: String(video.frameCount) },
          {
            label: text("frameRate"),
            value: video.framesPerSecond === undefined ? "" : `${video.framesPerSecond.toFixed(1)} /s`,
          },
        ]}
      />
    </div>
  );
}
