import { SlidersHorizontal } from "lucide-react";
import { setWindow, setWindowPreset, useText, useViewportStore, windowPresets } from "../../stores/index.ts";
import { Menu, MenuItem } from "../../ui/index.ts";

/** The CT windows, width and level as radiologists know them. */
export function WindowMenu(props: {
  readonly reason: string | undefined;
  readonly keyOf: (action: string) => string | undefined;
}) {
  const text = useText();
  const window = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId)?.window);
  const current = windowPresets.find(({ center, width }) => center === window?.center && width === window.width);
  return (
    <Menu
      label={text("toolbar.window")}
      icon={SlidersHorizontal}
      shown={current === undefined ? text("toolbar.windowShort") : text(`viewport.window.${current.id}`)}
      disabledReason={props.reason}
      testId="window-menu"
    >
      {(close) => (
        <>
          <MenuItem
            checked={window === undefined}
            onPress={() => {
              setWindow(undefined);
              close();
            }}
            testId="window-default"
          >
            {text("toolbar.windowDefault")}
          </MenuItem>
          {windowPresets.map(({ id, center, width }) => (
            <MenuItem
              key={id}
              checked={current?.id === id}
              detail={
                <>
                  {width} / {center}
                  {props.keyOf(`window-${id}`) !== undefined && <kbd className="kbd">{props.keyOf(`window-${id}`)}</kbd>}
                </>
              }
              onPress={() => {
                setWindowPreset(id);
                close();
              }}
              testId={`window-${id}`}
            >
              {text(`viewport.window.${id}`)}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}
