import { GalleryVerticalEnd } from "lucide-react";
import { useEffect } from "react";
import type { PresentationSummary } from "../../../src/contract/index.ts";
import {
  applyPresentation,
  type Cell,
  changePreference,
  dicomDate,
  needPresentations,
  personName,
  takeOffPresentation,
  togglePresentationLayer,
  useLanguage,
  usePreference,
  usePresentationStore,
} from "../../stores/index.ts";
import { Menu, MenuItem } from "../../ui/index.ts";
import { useViewportText } from "../text.ts";

interface SwitchProps {
  readonly cell: Cell;
  readonly seriesInstanceUid: string;
}

/** Presentation states that name images of the series: offered, never applied by themselves; nothing where there is none. */
export function PresentationSwitch({ cell, seriesInstanceUid }: SwitchProps) {
  const text = useViewportText();
  const list = usePresentationStore(({ lists }) => lists.get(seriesInstanceUid));
  useEffect(() => void needPresentations(seriesInstanceUid, cell.id), [seriesInstanceUid, cell.id]);
  if (list === undefined || list.length === 0) return null;
  const applied = list.find(({ sopInstanceUid }) => sopInstanceUid === cell.presentation?.sopInstanceUid);
  return (
    <div className="split-switch" data-control data-testid="presentation-switch" data-presentation-count={list.length}>
      <Menu
        label={text("presentation.label")}
        icon={GalleryVerticalEnd}
        shown={applied === undefined ? text("presentation.offered", { count: list.length }) : nameOf(applied)}
        testId="presentation-menu"
      >
        {(close) => (
          <>
            <States list={list} cell={cell} close={close} />
            {cell.presentation !== undefined && <LayerItems cell={cell} />}
            <ApplyItem />
          </>
        )}
      </Menu>
    </div>
  );
}

function States(props: { readonly list: readonly PresentationSummary[]; readonly cell: Cell; readonly close: () => void }) {
  const { list, cell, close } = props;
  const text = useViewportText();
  const language = useLanguage();
  return (
    <>
      <MenuItem
        checked={cell.presentation === undefined}
        onPress={() => {
          takeOffPresentation(cell.id);
          close();
        }}
        testId="presentation-none"
      >
        {text("presentation.none")}
      </MenuItem>
      {list.map((state) => (
        <MenuItem
          key={state.sopInstanceUid}
          checked={state.sopInstanceUid === cell.presentation?.sopInstanceUid}
          detail={[personName(state.creator, language), dicomDate(state.createdDate)].filter(Boolean).join(" · ")}
          onPress={() => {
            void applyPresentation(state.sopInstanceUid, cell.id);
            close();
          }}
          testId={`presentation-${state.sopInstanceUid}`}
        >
          {nameOf(state)}
        </MenuItem>
      ))}
    </>
  );
}

/** Each graphic layer shown or not. */
function LayerItems({ cell }: { readonly cell: Cell }) {
  const { sopInstanceUid, hiddenLayers = [] } = cell.presentation ?? {};
  const answer = usePresentationStore(({ answers }) => answers.get(sopInstanceUid ?? ""));
  const content = answer?.document.content;
  if (content?.kind !== "presentation") return null;
  const layers = content.layers.map(({ name, description, order }, index) => ({ index, order, name, description }));
  return layers
    .toSorted((a, b) => a.order - b.order)
    .map(({ index, name, description }) => (
      <MenuItem
        key={name}
        checked={!hiddenLayers.includes(index)}
        detail={description}
        onPress={() => togglePresentationLayer(index, cell.id)}
        testId={`presentation-layer-${index}`}
      >
        {name}
      </MenuItem>
    ));
}

/** Whether the newest state is applied when images are opened: not unless the reader wishes so. */
function ApplyItem() {
  const text = useViewportText();
  const { apply } = usePreference("presentation");
  const isNewest = apply === "newest";
  return (
    <MenuItem
      checked={isNewest}
      onPress={() => void changePreference("presentation", { apply: isNewest ? "ask" : "newest" })}
      testId="presentation-apply-newest"
    >
      {text("presentation.applyNewest")}
    </MenuItem>
  );
}

function nameOf({ description, label }: PresentationSummary): string {
  return description || label || "–";
}
