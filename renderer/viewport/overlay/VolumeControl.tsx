import { BedSingle, Box, type LucideIcon, Rotate3d, SlidersHorizontal, SunMedium, Wind } from "lucide-react";
import { useEffect, useState } from "react";
import { setVolumePreset } from "../../stores/viewport/content.ts";
import { type Rendering, restingRendering, type VolumePreset } from "../../stores/viewport/rendering.ts";
import { changeRendering, resetClipBox, resetLook, toggleClipBox, toggleTable } from "../../stores/viewport/volume-look.ts";
import { Button, Menu, Segmented, Tooltip } from "../../ui/index.ts";
import { useViewportText } from "../text.ts";
import { presetsOf } from "../volume/presets.ts";
import type { VolumeScene } from "../volume/volume-scene.ts";

interface VolumeControlProps {
  readonly cellId: string;
  readonly preset: VolumePreset;
  readonly rendering: Rendering;
  readonly unit: string | undefined;
  readonly scene: VolumeScene;
  /** Why what the patient lies on cannot be told from the body. */
  readonly tableReason: string | undefined;
}

/** What is done to a volume rendering, over its picture. */
export function VolumeControl({ cellId, preset, rendering, unit, scene, tableReason }: VolumeControlProps) {
  const text = useViewportText();
  const { hand, clip, withoutTable } = rendering;
  return (
    <div className="volume-control" data-control>
      <Menu
        label={text("volume.presets")}
        shown={<span data-line="preset">{text(`preset.${preset}`)}</span>}
        testId={`volume-presets-${cellId}`}
      >
        {(close) => (
          <PresetGrid
            presets={presetsOf(unit)}
            current={preset}
            scene={scene}
            onChoose={(chosen) => {
              setVolumePreset(chosen, cellId);
              close();
            }}
          />
        )}
      </Menu>
      <Switch
        icon={hand === "turn" ? Rotate3d : SunMedium}
        label={text(hand === "turn" ? "volume.handTurn" : "volume.handLook")}
        isOn={hand === "look"}
        testId="volume-hand"
        onPress={() => changeRendering({ hand: hand === "turn" ? "look" : "turn" }, cellId)}
      />
      <Switch
        icon={Box}
        label={text("volume.clip")}
        isOn={clip.isOn}
        testId="volume-clip"
        onPress={() => toggleClipBox(cellId)}
      />
      <Switch
        icon={BedSingle}
        label={text("volume.table")}
        isOn={withoutTable}
        reason={tableReason}
        testId="volume-table"
        onPress={() => toggleTable(cellId)}
      />
      <Menu holds="fields" label={text("volume.more")} icon={SlidersHorizontal} testId="volume-more">
        {() => <More cellId={cellId} rendering={rendering} />}
      </Menu>
    </div>
  );
}

function More({ cellId, rendering }: { readonly cellId: string; readonly rendering: Rendering }) {
  const text = useViewportText();
  const { opacity, background } = rendering;
  return (
    <div className="volume-more">
      <label htmlFor={`opacity-${cellId}`}>{text("volume.opacity")}</label>
      <input
        id={`opacity-${cellId}`}
        type="range"
        min={-2}
        max={2}
        step={0.1}
        value={Math.log2(opacity)}
        data-testid="volume-opacity"
        onChange={({ target }) => changeRendering({ opacity: 2 ** Number(target.value) }, cellId)}
      />
      <Segmented<Rendering["background"]>
        label={text("volume.background")}
        value={background}
        options={(["black", "grey", "white"] as const).map((value) => ({
          value,
          label: text(`volume.ground.${value}`),
          testId: `volume-ground-${value}`,
        }))}
        onChange={(value) => changeRendering({ background: value }, cellId)}
      />
      <Button testId="volume-reset-look" onPress={() => resetLook(cellId)}>
        {text("volume.resetLook")}
      </Button>
      <Button testId="volume-reset-clip" onPress={() => resetClipBox(cellId)}>
        {text("volume.resetClip")}
      </Button>
    </div>
  );
}

interface SwitchProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly isOn: boolean;
  readonly reason?: string | undefined;
  readonly testId: string;
  readonly onPress: () => void;
}

function Switch({ icon: Icon, label, isOn, reason, testId, onPress }: SwitchProps) {
  return (
    <Tooltip text={label} reason={reason}>
      <button
        type="button"
        className="volume-switch"
        aria-label={label}
        aria-pressed={isOn}
        aria-disabled={reason !== undefined || undefined}
        aria-description={reason}
        data-testid={testId}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => reason === undefined && onPress()}
      >
        <Icon size={15} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}

interface PresetGridProps {
  readonly presets: readonly VolumePreset[];
  readonly current: VolumePreset;
  readonly scene: VolumeScene;
  readonly onChoose: (preset: VolumePreset) => void;
}

/** Each preset as this very volume looks with it. */
function PresetGrid({ presets, current, scene, onChoose }: PresetGridProps) {
  const text = useViewportText();
  const pictures = useThumbnails(scene, presets);
  return (
    <div className="preset-grid">
      {presets.map((preset) => (
        <button
          key={preset}
          type="button"
          role="menuitemradio"
          aria-checked={preset === current}
          data-testid={`volume-preset-${preset}`}
          onClick={() => onChoose(preset)}
        >
          {pictures[preset] === undefined ? (
            <span className="preset-empty" title={text("volume.presetLater")}>
              <Wind size={22} strokeWidth={1.25} aria-hidden />
            </span>
          ) : (
            <img src={pictures[preset]} alt="" />
          )}
          <span>{text(`preset.${preset}`)}</span>
        </button>
      ))}
    </div>
  );
}

type Pictures = Partial<Record<VolumePreset, string>>;

/** Air inside the body is told from the rest only for presets that look at it: their pictures, and then the others', stay as they were drawn. */
const drawnBefore = new WeakMap<VolumeScene, Pictures>();

/** Pictures of the presets, one after the other, so that the hand is not kept waiting. */
function useThumbnails(scene: VolumeScene, presets: readonly VolumePreset[]): Pictures {
  const [pictures, setPictures] = useState<Pictures>(() => drawnBefore.get(scene) ?? {});
  useEffect(() => {
    let isGone = false;
    const draw = async () => {
      for (const preset of presets) {
        if (drawnBefore.get(scene)?.[preset] !== undefined) continue;
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (isGone) return;
        const picture = scene.thumbnail({ preset, rendering: restingRendering });
        if (picture === undefined) continue;
        drawnBefore.set(scene, { ...drawnBefore.get(scene), [preset]: picture });
        setPictures((before) => ({ ...before, [preset]: picture }));
      }
    };
    void draw();
    return () => {
      isGone = true;
    };
  }, [scene, presets]);
  return pictures;
}
