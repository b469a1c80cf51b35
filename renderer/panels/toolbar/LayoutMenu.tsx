import { LayoutGrid } from "lucide-react";
import { useState } from "react";
import { screenForm, setLayout, useText, useViewportStore } from "../../stores/index.ts";
import { classNames, Menu } from "../../ui/index.ts";
import { HangingList } from "../hanging/HangingList.tsx";
import "../hanging/hanging.css";

const SIZES = [1, 2, 3, 4] as const;
const SHAPES = ["one-and-two", "two-and-one", "one-and-three"] as const;

/** A picker of 4 x 4 squares (the layout reaches from the first to the one that is chosen), layouts with a large cell, and protocols. */
export function LayoutMenu() {
  const text = useText();
  return (
    <Menu label={text("toolbar.layout")} icon={LayoutGrid} testId="layout-menu">
      {(close) => (
        <>
          <LayoutPicker onChosen={close} />
          <hr className="menu-line" />
          <HangingList onDone={close} />
        </>
      )}
    </Menu>
  );
}

function LayoutPicker({ onChosen }: { readonly onChosen: () => void }) {
  const text = useText();
  const { rows, columns, meantFor } = useViewportStore();
  // As it is seen: a layout made for the other form of screen is drawn transposed.
  const current = meantFor === screenForm() ? { rows, columns } : { rows: columns, columns: rows };
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
      <div className="layout-shapes">
        {SHAPES.map((shape) => (
          <button
            key={shape}
            type="button"
            role="menuitem"
            className={`layout-shape layout-shape-${shape}`}
            aria-label={text(`toolbar.layoutShape.${shape}`)}
            title={text(`toolbar.layoutShape.${shape}`)}
            data-testid={`layout-${shape}`}
            onClick={() => {
              setLayout(2, 2, shape);
              onChosen();
            }}
          >
            {Array.from({ length: shape === "one-and-three" ? 4 : 3 }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place
              <span key={at} />
            ))}
          </button>
        ))}
      </div>
    </div>
  );
}
