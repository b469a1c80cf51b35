import { Layers2 } from "lucide-react";
import { setSlab, shareSlab, THICKEST_MM, toggleSlabMode } from "../../stores/viewport/slab.ts";
import type { Cell, Slab } from "../../stores/viewport/viewport-store.ts";
import { Button, Menu, Segmented } from "../../ui/index.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import { formsSlabs } from "../scene/slabs.ts";
import { useViewportText } from "../text.ts";

const modes = ["MIP", "MINIP", "MEAN"] as const;

interface SlabControlProps {
  readonly cell: Cell;
  readonly pixels: SeriesPixels | undefined;
  /** Of the corner texts: it goes with them. */
  readonly level: 0 | 1 | 2;
}

/** How many slices are thrown together and how: says it over the picture, and changes it. */
export function SlabControl({ cell, pixels, level }: SlabControlProps) {
  const text = useViewportText();
  const { slab } = cell;
  if (level === 0 || pixels === undefined || !formsSlabs(pixels)) return null;
  const said =
    slab === undefined ? text("slab.none") : text("slab.shown", { mode: text(`slab.${slab.mode}`), mm: slab.thicknessMm });
  return (
    <div className="slab-control" data-control data-on={slab !== undefined}>
      <Menu
        holds="fields"
        label={text("slab.label")}
        icon={Layers2}
        shown={<span data-line="slab">{said}</span>}
        testId={`slab-menu-${cell.id}`}
      >
        {() => <SlabFields cellId={cell.id} slab={slab} isPlane={cell.content.kind === "mpr"} />}
      </Menu>
    </div>
  );
}

function SlabFields({
  cellId,
  slab,
  isPlane,
}: {
  readonly cellId: string;
  readonly slab: Slab | undefined;
  readonly isPlane: boolean;
}) {
  const text = useViewportText();
  const choose = (mode: Slab["mode"] | "off") => {
    if (mode === "off") toggleSlabMode(undefined, cellId);
    else if (mode !== slab?.mode) toggleSlabMode(mode, cellId);
  };
  const thicknessMm = slab?.thicknessMm ?? 0;
  return (
    <>
      <Segmented<Slab["mode"] | "off">
        label={text("slab.mode")}
        value={slab?.mode ?? "off"}
        options={[
          { value: "off", label: text("slab.off"), testId: "slab-off" },
          ...modes.map((mode) => ({ value: mode, label: text(`slab.${mode}`), testId: `slab-${mode.toLowerCase()}` })),
        ]}
        onChange={choose}
      />
      <div className="slab-thickness">
        <label htmlFor={`slab-thickness-${cellId}`}>{text("slab.thickness")}</label>
        <input
          id={`slab-thickness-${cellId}`}
          type="range"
          min={0}
          max={THICKEST_MM}
          step={0.5}
          value={thicknessMm}
          data-testid="slab-thickness"
          onChange={({ target }) => setSlab({ mode: slab?.mode ?? "MIP", thicknessMm: Number(target.value) }, cellId)}
        />
        <output>{text("slab.mm", { mm: thicknessMm })}</output>
      </div>
      {isPlane && (
        <Button testId="slab-share" onPress={() => shareSlab(cellId)}>
          {text("slab.share")}
        </Button>
      )}
    </>
  );
}
