import { LayoutGrid } from "lucide-react";
import { useState } from "react";
import { setLayout, useText, useViewportStore } from "../../stores/index.ts";
import { classNames, Menu } from "../../ui/index.ts";

const SIZES = [1, 2, 3] as const;

/** A picker of 3 x 3 squares: the layout reaches from the first to the one that is chosen. */
export function LayoutMenu() {
  const text = useText();
  return (
    <Menu label={text("toolbar.layout")} icon={LayoutGrid} testId="layout-menu">
      {(close) => <LayoutPicker onChosen={close} />}
    </Menu>
  );
}

function LayoutPicker({ onChosen }: { readonly onChosen: () => void }) {
  const text = useText();
  const current = useViewportStore();
  const [pointed, setPointed] = useState<{ readonly rows: number; readonly columns: number }>(current);
  const choose = (rows: number, columns: number) => {
    setLayout(rows, columns);
    onChosen();
  };
  return (
    <div className="layout-picker">
      <div className="layout-squares">
        {SIZES.map((rows) =>
          SIZES.map((columns) => (
            <button
              key={`${rows}x${columns}`}
              type="button"
              role="menuitem"
              className={classNames("layout-square", rows <= pointed.rows && columns <= pointed.columns && "layout-square-in")}
              aria-label={text("toolbar.layoutSize", { rows, columns })}
              data-testid={`layout-${rows}x${columns}`}
              onPointerEnter={() => setPointed({ rows, columns })}
              onFocus={() => setPointed({ rows, columns })}
              onClick={() => choose(rows, columns)}
            />
          )),
        )}
      </div>
      <span className="layout-size">{text("toolbar.layoutSize", { rows: pointed.rows, columns: pointed.columns })}</span>
    </div>
  );
}
