import { showSideTab, useAnalysisStore, useFindingsStore, useKeyImagesStore, useScreenStore, useText } from "../stores/index.ts";
import { Tabs } from "../ui/index.ts";
import { AiPanel } from "./ai/AiPanel.tsx";
import { FindingsPanel } from "./findings/FindingsPanel.tsx";
import { KeyImagesPanel } from "./key-images/KeyImagesPanel.tsx";
import { ReportPanel } from "./report/ReportPanel.tsx";

/** Findings, AI and report of the open study, one at a time. */
export function SidePanel() {
  const text = useText();
  const tab = useScreenStore((state) => state.sideTab);
  const open = useFindingsStore(({ findings }) => findings.filter(({ status }) => status === "proposed").length);
  const keyImages = useKeyImagesStore((state) => state.keyImages.length);
  const running = useAnalysisStore(
    ({ analyses }) => analyses.filter(({ state }) => state === "running" || state === "queued").length,
  );
  return (
    <Tabs
      label={text("side.title")}
      value={tab}
      tabs={[
        { value: "findings", label: text("side.findings"), count: open },
        { value: "key-images", label: text("side.keyImages"), count: keyImages },
        { value: "ai", label: text("side.ai"), count: running },
        { value: "report", label: text("side.report") },
      ]}
      onChange={showSideTab}
    >
      {tab === "findings" && <FindingsPanel />}
      {tab === "key-images" && <KeyImagesPanel />}
      {tab === "ai" && <AiPanel />}
      {tab === "report" && <ReportPanel />}
    </Tabs>
  );
}
