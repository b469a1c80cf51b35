import { lazy, Suspense } from "react";
import { Blank } from "../overlay/Blank.tsx";
import { useDocument, useDocumentText } from "./context.ts";
import { EncapsulatedView } from "./EncapsulatedView.tsx";
import { KeyObjectsView } from "./KeyObjectsView.tsx";
import { OtherView } from "./OtherView.tsx";
import { PlanView } from "./PlanView.tsx";
import { PresentationView } from "./PresentationView.tsx";
import { ReportView } from "./report/ReportView.tsx";
import { SegmentationView } from "./SegmentationView.tsx";
import { SlideView } from "./SlideView.tsx";
import { StructureSetView } from "./StructureSetView.tsx";
import { VideoView } from "./VideoView.tsx";

/** Drawing programs come when they are needed. */
const WaveformView = lazy(() => import("./waveform/WaveformView.tsx").then((module) => ({ default: module.WaveformView })));

/** The object in the form of its kind. */
export function Content() {
  const text = useDocumentText();
  const { content } = useDocument().document;
  switch (content.kind) {
    case "report":
      return <ReportView report={content} />;
    case "key-objects":
      return <KeyObjectsView keyObjects={content} />;
    case "presentation":
      return <PresentationView state={content} />;
    case "waveform":
      return (
        <Suspense fallback={<Blank title={text("loading")} isBusy />}>
          <WaveformView waveform={content} />
        </Suspense>
      );
    case "structure-set":
      return <StructureSetView set={content} />;
    case "plan":
      return <PlanView plan={content} />;
    case "segmentation":
      return <SegmentationView segmentation={content} />;
    case "encapsulated":
      return <EncapsulatedView encapsulated={content} />;
    case "slide":
      return <SlideView slide={content} />;
    case "video":
      return <VideoView video={content} />;
    case "other":
      return <OtherView other={content} />;
  }
}
