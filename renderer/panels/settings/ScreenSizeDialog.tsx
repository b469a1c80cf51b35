import { useState } from "react";
import { closeDialog, keepScreenScale, screenScale, useText } from "../../stores/index.ts";
import { Button, Dialog, Segmented } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";

const objects = { card: 85.6, ruler: 100 } as const;
type Held = keyof typeof objects;
/** Of a screen that nobody has measured: what browsers take a CSS pixel for. */
const CSS_PER_MM = 96 / 25.4;
const RANGE = { least: 120, most: 1000 } as const;

/** The reader makes a frame as wide as a card or ruler held to the screen: so many device pixels are a millimetre of it. */
export function ScreenSizeDialog() {
  const text = useText();
  const ratio = window.devicePixelRatio || 1;
  const known = screenScale();
  const [held, setHeld] = useState<Held>("card");
  const [perMm, setPerMm] = useState(known === undefined ? CSS_PER_MM : known / ratio);
  const [busy, setBusy] = useState(false);
  const width = perMm * objects[held];
  const save = async () => {
    setBusy(true);
    const isKept = await keepScreenScale(perMm * ratio);
    setBusy(false);
    if (isKept) closeDialog();
  };
  return (
    <Dialog
      title={text("screenSize.title")}
      closeLabel={text("common.close")}
      onClose={closeDialog}
      form="wide"
      news={<Toaster form="inline" />}
      testId="screen-size-dialog"
      footer={
        <>
          <Button tone="quiet" onPress={closeDialog}>
            {text("common.cancel")}
          </Button>
          <Button tone="primary" busy={busy} onPress={() => void save()} testId="screen-size-save">
            {text("common.save")}
          </Button>
        </>
      }
    >
      <div className="settings">
        <p className="quiet">{text("screenSize.hint")}</p>
        <p className="quiet">{text("screenSize.zoomHint")}</p>
        <Segmented
          label={text("screenSize.object")}
          value={held}
          options={[
            { value: "card", label: text("screenSize.card"), testId: "screen-size-card" },
            { value: "ruler", label: text("screenSize.ruler"), testId: "screen-size-ruler" },
          ]}
          onChange={setHeld}
        />
        <div
          className={`screen-size-frame screen-size-${held}`}
          style={{ width, height: held === "card" ? width / 1.586 : 34 }}
        />
        <label className="screen-size-slide">
          <span>{text("screenSize.width")}</span>
          <input
            type="range"
            min={RANGE.least}
            max={RANGE.most}
            step={0.5}
            value={width}
            data-testid="screen-size-width"
            onChange={(event) => setPerMm(Number(event.target.value) / objects[held])}
          />
        </label>
        <p className="quiet" data-testid="screen-size-result" data-pixels-per-mm={perMm * ratio}>
          {text("screenSize.result", { pixels: (perMm * ratio).toFixed(3), dpi: Math.round(perMm * ratio * 25.4) })}
        </p>
        {known !== undefined && <p className="quiet">{text("screenSize.known")}</p>}
      </div>
    </Dialog>
  );
}
