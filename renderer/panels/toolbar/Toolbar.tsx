import { Ellipsis } from "lucide-react";
import { useRef } from "react";
import { useLanguage, usePreference, useText, useViewportStore } from "../../stores/index.ts";
import { Menu, useRoving } from "../../ui/index.ts";
import { CineRate } from "./CineRate.tsx";
import { LayersMenu } from "./LayersMenu.tsx";
import { LayoutMenu } from "./LayoutMenu.tsx";
import { MoreItems, PinnedSection, Section } from "./ToolbarSection.tsx";
import { imageSections, LAST_LEVEL, toolSections } from "./toolbar-sections.ts";
import { useAvailability } from "./use-availability.ts";
import { useLevel } from "./use-level.ts";
import { MprButton, PlaneMenu, Volume3dMenu } from "./VolumeControls.tsx";
import { WindowMenu } from "./WindowMenu.tsx";
import "./toolbar.css";

/** Everything the hand does to the images, from the list of actions; what has no room goes into the menu at the end. */
export function Toolbar() {
  const text = useText();
  const language = useLanguage();
  const availability = useAvailability();
  const { pinned } = usePreference("toolbar");
  const bar = useRef<HTMLDivElement>(null);
  const keys = useRoving(bar);
  const level = useLevel(bar, LAST_LEVEL, `${language} ${pinned.join(" ")}`);
  const left = [...toolSections, ...imageSections].filter(({ leaves }) => level >= leaves);
  return (
    <div
      ref={bar}
      className="toolbar"
      role="toolbar"
      aria-label={text("toolbar.title")}
      data-testid="toolbar"
      data-level={level}
      onKeyDown={keys}
    >
      {toolSections.map((section) => (
        <Section key={section.group} section={section} level={level} />
      ))}
      <div className="toolbar-group">
        <WindowMenu reason={availability("window")} />
        <LayersMenu reason={availability("layers")} />
      </div>
      <div className="toolbar-group">
        <LayoutMenu />
        <MprButton reason={availability("mpr")} />
        <PlaneMenu reason={availability("mpr")} />
        <Volume3dMenu reason={availability("volume3d")} />
      </div>
      {imageSections.map((section) => (
        <Section key={section.group} section={section} level={level}>
          {section.group === "images" && <PlayingRate />}
        </Section>
      ))}
      <PinnedSection ids={pinned} />
      {left.length > 0 && (
        <div className="toolbar-group">
          <Menu label={text("toolbar.more")} icon={Ellipsis} testId="toolbar-more">
            {(close) => <MoreItems sections={left} onDone={close} />}
          </Menu>
        </div>
      )}
    </div>
  );
}

function PlayingRate() {
  const cine = useViewportStore(({ cells, activeCellId }) => cells.find(({ id }) => id === activeCellId)?.cine);
  return cine?.playing === true ? <CineRate framesPerSecond={cine.framesPerSecond} /> : null;
}
