import { SlidersHorizontal } from "lucide-react";
import {
  autoWindow,
  colourMapNames,
  openDialog,
  setColourMap,
  setInterpolation,
  setSuvType,
  setWindow,
  suvTypes,
  useText,
  useViewportStore,
} from "../../stores/index.ts";
import { Menu, MenuItem, SelectField } from "../../ui/index.ts";
import { useActiveDetail } from "./use-availability.ts";
import { type Choice, useOwnChoices, usePresetChoices } from "./window-choices.tsx";

/** The windows and VOI LUTs of the image itself, then the presets of its modality; below, what else its greys are made into. */
export function WindowMenu(props: { readonly reason: string | undefined }) {
  const text = useText();
  const cell = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId));
  const detail = useActiveDetail();
  const frame = detail?.frames[0];
  const own = useOwnChoices(frame, detail?.voiLookupTables, cell);
  const named = usePresetChoices(frame, detail?.modality, cell);
  const current = [...own, ...named].find(({ isChosen }) => isChosen);
  const isGrey = frame?.samplesPerPixel !== 3;
  const items = (choices: readonly Choice[], close: () => void) =>
    choices.map(({ id, label, detail: aside, isChosen, choose }) => (
      <MenuItem
        key={id}
        checked={isChosen}
        detail={aside}
        onPress={() => {
          choose();
          close();
        }}
        testId={`window-${id}`}
      >
        {label}
      </MenuItem>
    ));
  return (
    <Menu
      label={text("toolbar.window")}
      icon={SlidersHorizontal}
      shown={current === undefined ? text("toolbar.windowShort") : current.label}
      disabledReason={props.reason}
      testId="window-menu"
      fields={<LookFields />}
    >
      {(close) => (
        <>
          <MenuItem
            checked={cell?.window === undefined && cell?.voiIndex === undefined}
            onPress={() => {
              setWindow(undefined);
              close();
            }}
            testId="window-default"
          >
            {text(frame?.suv?.bodyWeight === undefined ? "toolbar.windowDefault" : "toolbar.windowOpening")}
          </MenuItem>
          {isGrey && (
            <MenuItem
              onPress={() => {
                autoWindow();
                close();
              }}
              testId="window-auto"
            >
              {text("toolbar.windowAuto")}
            </MenuItem>
          )}
          {items(own, close)}
          {own.length > 0 && named.length > 0 && <hr className="menu-line" />}
          {items(named, close)}
          <hr className="menu-line" />
          <BlendChoice />
          <MenuItem
            onPress={() => {
              close();
              openDialog("window-presets");
            }}
            testId="window-presets-edit"
          >
            {text("toolbar.windowEdit")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** Colours, and what uptake is divided by. */
function LookFields() {
  const text = useText();
  const cell = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId));
  const frame = useActiveDetail()?.frames[0];
  if (cell === undefined || frame === undefined) return null;
  const types = suvTypes.filter((type) => frame.suv?.[type] !== undefined);
  return (
    <>
      {frame.samplesPerPixel === 1 && (
        <div className="menu-field">
          <SelectField
            label={text("toolbar.colours")}
            value={cell.colourMap}
            options={colourMapNames.map((value) => ({ value, label: text(`colourMap.${value}`) }))}
            onChange={(name) => setColourMap(name)}
            testId="colour-map"
          />
        </div>
      )}
      {types.length > 1 && (
        <div className="menu-field">
          <SelectField
            label={text("toolbar.suvType")}
            value={cell.suvType}
            options={types.map((value) => ({ value, label: text(`suvType.${value}`) }))}
            onChange={(type) => setSuvType(type)}
            testId="suv-type"
          />
        </div>
      )}
    </>
  );
}

/** Whether pixels are blended. */
function BlendChoice() {
  const text = useText();
  const cell = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId));
  if (cell === undefined) return null;
  return (
    <MenuItem
      checked={cell.interpolation === "nearest"}
      onPress={() => setInterpolation(cell.interpolation === "nearest" ? "smooth" : "nearest")}
      testId="sharp-pixels"
    >
      {text("toolbar.sharpPixels")}
    </MenuItem>
  );
}
