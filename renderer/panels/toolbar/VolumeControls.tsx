import { Box } from "lucide-react";
import {
  openMpr,
  openPlane,
  openSeries,
  openVolume3d,
  type PlaneName,
  setLayout,
  setVolumePreset,
  useText,
  useViewportStore,
  type VolumePreset,
  volumePresets,
} from "../../stores/index.ts";
import { classNames, Menu, MenuItem, Tooltip } from "../../ui/index.ts";
import { useActiveSeriesUid } from "./use-availability.ts";

/** Axial, sagittal, coronal and 3D of the active series; pressed again, back to the stack. */
export function MprButton({ reason }: { readonly reason: string | undefined }) {
  const text = useText();
  const uid = useActiveSeriesUid();
  const inMpr = useViewportStore(({ cells }) => cells.some(({ content }) => content.kind === "mpr"));
  const press = () => {
    if (reason !== undefined || uid === undefined) return;
    if (!inMpr) return openMpr(uid);
    setLayout(1, 1);
    openSeries(uid);
  };
  return (
    <Tooltip text={text(inMpr ? "toolbar.mprLeave" : "toolbar.mprLong")} reason={reason}>
      <button
        type="button"
        className={classNames("toolbar-word")}
        aria-pressed={inMpr}
        aria-disabled={reason !== undefined || undefined}
        aria-description={reason}
        data-testid="mpr"
        onMouseDown={(event) => event.preventDefault()}
        onClick={press}
      >
        {text("toolbar.mpr")}
      </button>
    </Tooltip>
  );
}

const PLANES: readonly PlaneName[] = ["AXIAL", "SAGITTAL", "CORONAL"];

/** One plane of the active series in the active cell, beside whatever the others show. */
export function PlaneMenu({ reason }: { readonly reason: string | undefined }) {
  const text = useText();
  const uid = useActiveSeriesUid();
  const content = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId)?.content);
  const current = content?.kind === "mpr" ? content.plane : content?.kind;
  const choose = (plane: PlaneName | "stack") => {
    if (uid === undefined) return;
    if (plane === "stack") openSeries(uid);
    else openPlane(uid, plane);
  };
  return (
    <Menu label={text("toolbar.plane")} disabledReason={reason} testId="plane-menu">
      {(close) =>
        [...PLANES, "stack" as const].map((plane) => (
          <MenuItem
            key={plane}
            checked={current === plane}
            testId={`plane-${plane.toLowerCase()}`}
            onPress={() => {
              choose(plane);
              close();
            }}
          >
            {plane === "stack" ? text("toolbar.asStack") : text(`viewport.plane.${plane}`)}
          </MenuItem>
        ))
      }
    </Menu>
  );
}

/** Volume rendering in the active cell, with its look. */
export function Volume3dMenu({ reason }: { readonly reason: string | undefined }) {
  const text = useText();
  const uid = useActiveSeriesUid();
  const content = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId)?.content);
  const current = content?.kind === "volume3d" ? content.preset : undefined;
  const choose = (preset: VolumePreset) => {
    if (current !== undefined) setVolumePreset(preset);
    else if (uid !== undefined) openVolume3d(uid, preset);
  };
  return (
    <Menu
      label={text("toolbar.volume3dLong")}
      icon={Box}
      shown={text("toolbar.volume3d")}
      disabledReason={reason}
      testId="volume3d-menu"
    >
      {(close) =>
        volumePresets.map((preset) => (
          <MenuItem
            key={preset}
            checked={current === preset}
            testId={`volume3d-${preset}`}
            onPress={() => {
              choose(preset);
              close();
            }}
          >
            {text(`toolbar.preset.${preset}`)}
          </MenuItem>
        ))
      }
    </Menu>
  );
}
