import { SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import type { Frame } from "../../../src/contract/index.ts";
import {
  type Cell,
  setOwnVoi,
  setWindow,
  setWindowPreset,
  useText,
  useViewportStore,
  windowPresets,
} from "../../stores/index.ts";
import { Menu, MenuItem } from "../../ui/index.ts";
import { useActiveDetail } from "./use-availability.ts";

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: ReactNode;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** Upper bounds of the SUV windows. */
const SUV_BOUNDS = [6, 10, 15] as const;

/** The windows and VOI LUTs of the image itself, then the ones radiologists know for its kind: CT by width and level, PET by SUV. */
export function WindowMenu(props: {
  readonly reason: string | undefined;
  readonly keyOf: (action: string) => string | undefined;
}) {
  const text = useText();
  const cell = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId));
  const detail = useActiveDetail();
  const frame = detail?.frames[0];
  const own = useOwnChoices(frame, detail?.voiLookupTables, cell);
  const named = useNamedChoices(frame, cell?.window, props.keyOf);
  const current = [...own, ...named].find(({ isChosen }) => isChosen);
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
          {items(own, close)}
          {own.length > 0 && named.length > 0 && <hr className="menu-line" />}
          {items(named, close)}
        </>
      )}
    </Menu>
  );
}

/** Where an image has only one window and no table, "as in the image" says it already. */
function useOwnChoices(
  frame: Frame | undefined,
  tables: readonly { readonly explanation: string }[] | undefined,
  cell: Cell | undefined,
): readonly Choice[] {
  const text = useText();
  if (frame === undefined) return [];
  const lookups = (frame.voiLookupTables ?? []).flatMap((index) => tables?.[index] ?? []);
  if (frame.voi.length + lookups.length < 2 && frame.suv?.bodyWeight === undefined) return [];
  const choice = (label: string, detail: ReactNode, index: number): Choice => ({
    id: `own-${index}`,
    label,
    detail,
    isChosen: cell?.voiIndex === index,
    choose: () => setOwnVoi(index),
  });
  const windows = frame.voi.map(({ explanation, windowWidth, windowCenter }, index) =>
    choice(
      explanation || text("toolbar.windowOwn", { n: index + 1 }),
      `${written(windowWidth)} / ${written(windowCenter)}`,
      index,
    ),
  );
  const luts = lookups.map(({ explanation }, index) =>
    choice(explanation || text("toolbar.lutOwn", { n: index + 1 }), text("toolbar.lut"), frame.voi.length + index),
  );
  return [...windows, ...luts];
}

function useNamedChoices(
  frame: Frame | undefined,
  window: Cell["window"],
  keyOf: (action: string) => string | undefined,
): readonly Choice[] {
  const text = useText();
  if (frame?.unit === "[hnsf'U]") {
    const current = windowPresets.find(({ center, width }) => center === window?.center && width === window.width);
    return windowPresets.map(({ id, center, width }) => ({
      id,
      label: text(`viewport.window.${id}`),
      detail: (
        <>
          {width} / {center}
          {keyOf(`window-${id}`) !== undefined && <kbd className="kbd">{keyOf(`window-${id}`)}</kbd>}
        </>
      ),
      isChosen: current?.id === id,
      choose: () => setWindowPreset(id),
    }));
  }
  const factor = frame?.suv?.bodyWeight;
  if (factor === undefined) return [];
  return SUV_BOUNDS.map((most) => {
    const suv = { center: most / 2 / factor, width: most / factor, function: "LINEAR_EXACT" as const };
    return {
      id: `suv-${most}`,
      label: text("toolbar.suvTo", { most }),
      detail: undefined,
      isChosen: window?.center === suv.center && window.width === suv.width,
      choose: () => setWindow(suv),
    };
  });
}

function written(value: number): string {
  return String(Number(value.toPrecision(6)));
}
