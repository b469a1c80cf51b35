import { ArrowDown, ArrowUp, Link2, ListChecks, MonitorUp, Plus, Trash2 } from "lucide-react";
import type { CSSProperties } from "react";
import type { HangingCell, HangingProtocol, HangingStage } from "../../../src/contract/index.ts";
import { currentScreenful, stageFrom, tell, useLocalText, useStudyStore, useText } from "../../stores/index.ts";
import { Button, IconButton, TextField } from "../../ui/index.ts";

interface StageListProps {
  readonly draft: HangingProtocol;
  readonly onChange: (draft: HangingProtocol) => void;
}

/** The stages of a protocol in their order; what is on the screen can be added as one, or given to one as its second screen. */
export function StageList({ draft, onChange }: StageListProps) {
  const text = useText();
  const isOpen = useStudyStore((state) => state.detail !== undefined);
  const { stages } = draft;
  const replace = (at: number, ...by: HangingStage[]) => onChange({ ...draft, stages: stages.toSpliced(at, 1, ...by) });
  const move = (at: number, by: 1 | -1) => {
    const stage = stages[at];
    if (stage !== undefined) onChange({ ...draft, stages: stages.toSpliced(at, 1).toSpliced(at + by, 0, stage) });
  };
  const shown = () => {
    const screen = currentScreenful();
    const made =
      screen === undefined
        ? undefined
        : stageFrom(screen, draft.fits, draft.series, text("hanging.stageName", { number: stages.length + 1 }));
    if (made === undefined) tell("hanging.nothingShown");
    return made;
  };
  const add = () => {
    const made = shown();
    if (made !== undefined) onChange({ ...draft, series: made.series, stages: [...stages, made.stage] });
  };
  const addSecond = (at: number, stage: HangingStage) => {
    const made = shown();
    if (made === undefined) return;
    const next = { ...stage, secondScreen: made.stage.screen };
    onChange({ ...draft, series: made.series, stages: stages.toSpliced(at, 1, next) });
  };
  return (
    <section className="hanging-part">
      <h4>{text("hanging.stages")}</h4>
      {stages.map((stage, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stage is known by its place
        <div className="hanging-stage-row" key={at} data-testid="hanging-stage-row">
          <Sketch stage={stage} />
          <StageText draft={draft} stage={stage} onChange={(next) => replace(at, next)} />
          <div className="hanging-actions">
            <IconButton
              label={text("hanging.up")}
              icon={ArrowUp}
              size="small"
              disabledReason={at === 0 ? text("hanging.isFirst") : undefined}
              onPress={() => move(at, -1)}
            />
            <IconButton
              label={text("hanging.down")}
              icon={ArrowDown}
              size="small"
              disabledReason={at === stages.length - 1 ? text("hanging.isLast") : undefined}
              onPress={() => move(at, 1)}
            />
            <IconButton
              label={text("hanging.linked")}
              icon={Link2}
              size="small"
              pressed={stage.linked}
              onPress={() => replace(at, { ...stage, linked: !stage.linked })}
              testId="hanging-linked"
            />
            <IconButton
              label={text("hanging.complete")}
              icon={ListChecks}
              size="small"
              pressed={stage.complete === true}
              onPress={() => replace(at, { ...stage, complete: stage.complete === true ? undefined : true })}
              testId="hanging-complete"
            />
            <IconButton
              label={text(stage.secondScreen === undefined ? "hanging.addSecond" : "hanging.dropSecond")}
              icon={MonitorUp}
              size="small"
              pressed={stage.secondScreen !== undefined}
              disabledReason={isOpen ? undefined : text("hanging.needsStudy")}
              onPress={() =>
                stage.secondScreen === undefined ? addSecond(at, stage) : replace(at, { ...stage, secondScreen: undefined })
              }
            />
            <IconButton
              label={text("hanging.removeStage")}
              icon={Trash2}
              size="small"
              disabledReason={stages.length === 1 ? text("hanging.lastStage") : undefined}
              onPress={() => onChange({ ...draft, stages: stages.toSpliced(at, 1) })}
            />
          </div>
        </div>
      ))}
      <div className="hanging-actions">
        <Button
          icon={Plus}
          onPress={add}
          disabledReason={stages.length >= 12 ? text("hanging.stagesMost") : isOpen ? undefined : text("hanging.needsStudy")}
          testId="hanging-add-stage"
        >
          {text("hanging.addStage")}
        </Button>
      </div>
    </section>
  );
}

function StageText(props: {
  readonly draft: HangingProtocol;
  readonly stage: HangingStage;
  readonly onChange: (stage: HangingStage) => void;
}) {
  const { draft, stage, onChange } = props;
  const text = useText();
  const say = useLocalText();
  const describe = ({ series, study, show }: HangingCell) => {
    const name = say(draft.series[series]?.name ?? series);
    const of = study === 0 ? text("hanging.current") : text("hanging.prior", { number: study });
    const how =
      show.kind === "mpr" ? text(`viewport.plane.${show.plane}`) : show.kind === "volume3d" ? text("hanging.volume3d") : "";
    const slab = show.kind === "volume3d" || show.slab === undefined ? "" : `${show.slab.mode} ${show.slab.thicknessMm} mm`;
    return [name, of, how, slab].filter(Boolean).join(" · ");
  };
  return (
    <div>
      <TextField
        label={text("hanging.stageLabel")}
        hideLabel
        value={say(stage.name)}
        maxLength={80}
        onChange={(name) => onChange({ ...stage, name })}
      />
      <ul className="hanging-cells">
        {stage.screen.cells.map((cell, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place
          <li key={at}>{describe(cell)}</li>
        ))}
        {stage.secondScreen !== undefined && (
          <li>{text("hanging.second", { cells: stage.secondScreen.cells.map(describe).join("; ") })}</li>
        )}
      </ul>
    </div>
  );
}

/** The layout of a stage, small. */
function Sketch({ stage }: { readonly stage: HangingStage }) {
  const { shape, rows, columns, cells } = stage.screen;
  const isGrid = shape === "grid";
  const style: CSSProperties = {
    gridTemplateColumns: isGrid ? `repeat(${columns}, 1fr)` : shape === "two-and-one" ? "1fr 2fr" : "2fr 1fr",
    gridTemplateRows: isGrid ? `repeat(${rows}, 1fr)` : `repeat(${cells.length - 1}, 1fr)`,
    gridAutoFlow: isGrid ? "row" : "column",
  };
  const large = shape === "two-and-one" ? cells.length - 1 : 0;
  return (
    <span className="hanging-sketch" style={style} aria-hidden="true">
      {cells.map((cell, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place
          key={at}
          style={!isGrid && at === large ? { gridRow: "1 / -1" } : {}}
        >
          {cell.study === 0 ? "" : `−${cell.study}`}
        </span>
      ))}
    </span>
  );
}
