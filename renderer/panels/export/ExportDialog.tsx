import { useState } from "react";
import {
  closeDialog,
  type ExportWish,
  endExport,
  exportPicture,
  useExportStore,
  useText,
  useViewportStore,
} from "../../stores/index.ts";
import { Button, Dialog, Notice, ProgressBar, Segmented } from "../../ui/index.ts";
import { useActiveDetail } from "../toolbar/use-availability.ts";
import "./export.css";

const QUALITIES = ["0.8", "0.9", "0.95"] as const;

/** Images or a film of the active viewport as a file, without the patient's identity unless the reader switches it on. */
export function ExportDialog() {
  const text = useText();
  const detail = useActiveDetail();
  const isStack = useViewportStore(
    ({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId)?.content.kind === "stack",
  );
  const [wish, setWish] = useState<ExportWish>({
    what: "view",
    format: "png",
    quality: 0.9,
    withMarks: true,
    withIdentity: false,
    target: "file",
  });
  const { progress, isUnderWay } = useExportStore();
  const isSeen = wish.what === "view" || wish.what === "film";
  const count = detail?.frames.length ?? 0;
  const close = () => {
    progress?.stop();
    endExport(undefined);
    closeDialog();
  };
  return (
    <Dialog
      title={text("export.title")}
      closeLabel={text("common.close")}
      onClose={close}
      testId="export-dialog"
      footer={
        <>
          <Button tone="quiet" onPress={close}>
            {text("common.close")}
          </Button>
          {progress === undefined ? (
            <>
              {wish.what === "view" && (
                <Button onPress={() => exportPicture({ ...wish, format: "png", target: "clipboard" })} testId="export-copy">
                  {text("export.copy")}
                </Button>
              )}
              <Button tone="primary" busy={isUnderWay} onPress={() => exportPicture(wish)} testId="export-start">
                {text("export.start")}
              </Button>
            </>
          ) : (
            <Button onPress={progress.stop} testId="export-stop">
              {text("common.cancel")}
            </Button>
          )}
        </>
      }
    >
      <div className="export">
        <Segmented
          label={text("export.what")}
          value={wish.what}
          options={(["view", "image", "series", "film"] as const)
            .filter((what) => (what === "view" || what === "image" ? true : count > 1 && (what === "film" || isStack)))
            .map((what) => ({ value: what, label: text(`export.kind.${what}`), testId: `export-${what}` }))}
          onChange={(what) => setWish({ ...wish, what })}
        />
        <p className="quiet">{text(`export.hint.${wish.what}`, { count })}</p>
        {(wish.what === "view" || wish.what === "image") && <FormatFields wish={wish} onChange={setWish} />}
        {isSeen && <IdentityFields wish={wish} onChange={setWish} />}
        {wish.withIdentity && isSeen && <Notice tone="bad">{text("export.identityWarning")}</Notice>}
        <BurnedInNotice value={detail?.burnedInAnnotation} modality={detail?.modality} />
        {progress !== undefined && (
          <div data-testid="export-progress" data-done={progress.done}>
            <ProgressBar
              label={text("export.progress", { done: progress.done, total: progress.total })}
              fraction={progress.total === 0 ? undefined : progress.done / progress.total}
            />
          </div>
        )}
        <Outcome />
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  readonly wish: ExportWish;
  readonly onChange: (wish: ExportWish) => void;
}

function FormatFields({ wish, onChange }: FieldsProps) {
  const text = useText();
  return (
    <div className="export-line">
      <Segmented
        label={text("export.format")}
        value={wish.format}
        options={[
          { value: "png", label: "PNG", testId: "export-png" },
          { value: "jpeg", label: "JPEG", testId: "export-jpeg" },
        ]}
        onChange={(format) => onChange({ ...wish, format })}
      />
      {wish.format === "jpeg" && (
        <Segmented
          label={text("export.quality")}
          value={String(wish.quality)}
          options={QUALITIES.map((value) => ({
            value: value as string,
            label: text("common.percent", { percent: Math.round(Number(value) * 100) }),
          }))}
          onChange={(quality) => onChange({ ...wish, quality: Number(quality) })}
        />
      )}
    </div>
  );
}

function IdentityFields({ wish, onChange }: FieldsProps) {
  const text = useText();
  const box = (key: "withMarks" | "withIdentity", testId: string) => (
    <label className="export-check">
      <input
        type="checkbox"
        checked={wish[key]}
        data-testid={testId}
        onChange={(event) => onChange({ ...wish, [key]: event.target.checked })}
      />
      <span>{text(`export.${key}`)}</span>
    </label>
  );
  return (
    <div>
      {box("withMarks", "export-marks")}
      {box("withIdentity", "export-identity")}
    </div>
  );
}

/** The pixels themselves may name the patient: nothing here can take that out. */
function BurnedInNotice(props: { readonly value: "YES" | "NO" | undefined; readonly modality: string | undefined }) {
  const text = useText();
  const isLikely = ["US", "SC", "OT", "XC", "ES", "GM", "DOC"].includes(props.modality ?? "");
  if (props.value === "NO" || (props.value === undefined && !isLikely)) return null;
  return (
    <div data-testid="export-burned-in">
      <Notice tone="bad">{text(props.value === "YES" ? "export.burnedIn" : "export.maybeBurnedIn")}</Notice>
    </div>
  );
}

function Outcome() {
  const text = useText();
  const outcome = useExportStore((state) => state.outcome);
  if (outcome === undefined) return null;
  if (outcome.kind === "failed") return <Notice tone="bad">{text(`export.failure.${outcome.code}`)}</Notice>;
  const fact = outcome.kind === "done" ? outcome : undefined;
  return (
    <p
      className="quiet"
      role="status"
      data-testid="export-outcome"
      data-file-name={fact?.fileName}
      data-codec={fact?.codec}
      data-frames={fact?.frames}
    >
      {fact === undefined
        ? text("export.copied")
        : fact.codec === undefined
          ? text("export.done", { name: fact.fileName })
          : text("export.doneFilm", { name: fact.fileName, codec: fact.codec.toUpperCase(), count: fact.frames ?? 0 })}
    </p>
  );
}
