import {
  ArrowUpDown,
  Blend,
  Captions,
  Circle,
  Contrast,
  Crosshair,
  FlipHorizontal2,
  FlipVertical2,
  Link2,
  type LucideIcon,
  Move,
  Pause,
  Pipette,
  Play,
  RefreshCcw,
  RotateCw,
  Ruler,
  Square,
  TriangleRight,
  ZoomIn,
} from "lucide-react";
import { type ImageControl, useKeyOf } from "../../actions/index.ts";
import {
  cycleOverlay,
  flip,
  reset,
  rotate,
  setTool,
  type ToolName,
  toggleCine,
  toggleInverted,
  toggleScrollSync,
  useText,
  useViewportStore,
} from "../../stores/index.ts";
import { IconButton } from "../../ui/index.ts";
import { CineRate } from "./CineRate.tsx";
import { LayersMenu } from "./LayersMenu.tsx";
import { LayoutMenu } from "./LayoutMenu.tsx";
import { useAvailability } from "./use-availability.ts";
import { MprButton, PlaneMenu, Volume3dMenu } from "./VolumeControls.tsx";
import { WindowMenu } from "./WindowMenu.tsx";
import "./toolbar.css";

const TOOLS: readonly { readonly tool: ToolName; readonly icon: LucideIcon; readonly needs: ImageControl }[] = [
  { tool: "window-level", icon: Contrast, needs: "image" },
  { tool: "pan", icon: Move, needs: "image" },
  { tool: "zoom", icon: ZoomIn, needs: "image" },
  { tool: "scroll", icon: ArrowUpDown, needs: "measure" },
  { tool: "crosshair", icon: Crosshair, needs: "crosshair" },
];

const MEASURES: typeof TOOLS = [
  { tool: "length", icon: Ruler, needs: "measure" },
  { tool: "angle", icon: TriangleRight, needs: "measure" },
  { tool: "ellipse", icon: Circle, needs: "measure" },
  { tool: "rectangle", icon: Square, needs: "measure" },
  { tool: "probe", icon: Pipette, needs: "measure" },
];

/** Everything the hand does to the images; keys named in the tooltips do the same. */
export function Toolbar() {
  const keyOf = useKeyOf();
  const text = useText();
  const availability = useAvailability();
  return (
    <div className="toolbar" role="toolbar" aria-label={text("toolbar.title")} data-testid="toolbar">
      <ToolGroup tools={TOOLS} keyOf={keyOf} />
      <ToolGroup tools={MEASURES} keyOf={keyOf} />
      <div className="toolbar-group">
        <WindowMenu reason={availability("window")} keyOf={keyOf} />
        <LayersMenu reason={availability("layers")} />
      </div>
      <div className="toolbar-group">
        <LayoutMenu />
        <MprButton reason={availability("mpr")} />
        <PlaneMenu reason={availability("mpr")} />
        <Volume3dMenu reason={availability("volume3d")} />
      </div>
      <ImageActions keyOf={keyOf} />
    </div>
  );
}

function ToolGroup(props: { readonly tools: typeof TOOLS; readonly keyOf: (action: string) => string | undefined }) {
  const text = useText();
  const availability = useAvailability();
  const active = useViewportStore((state) => state.tool);
  return (
    <div className="toolbar-group">
      {props.tools.map(({ tool, icon, needs }) => (
        <IconButton
          key={tool}
          label={text(`toolbar.tool.${tool}`)}
          icon={icon}
          pressed={active === tool}
          hint={props.keyOf(`tool-${tool}`)}
          disabledReason={availability(needs)}
          onPress={() => setTool(tool)}
          testId={`tool-${tool}`}
        />
      ))}
    </div>
  );
}

function ImageActions({ keyOf }: { readonly keyOf: (action: string) => string | undefined }) {
  const text = useText();
  const availability = useAvailability();
  const { cells, activeCellId, scrollSync } = useViewportStore();
  const cell = cells.find(({ id }) => id === activeCellId);
  const playing = cell?.cine.playing ?? false;
  const turn = availability("turn");
  return (
    <div className="toolbar-group">
      <IconButton
        label={text(playing ? "toolbar.cineStop" : "toolbar.cine")}
        icon={playing ? Pause : Play}
        pressed={playing}
        hint={keyOf("cine")}
        disabledReason={availability("cine")}
        onPress={() => toggleCine()}
        testId="cine"
      />
      {playing && <CineRate framesPerSecond={cell?.cine.framesPerSecond} />}
      <IconButton
        label={text("toolbar.scrollSync")}
        icon={Link2}
        pressed={scrollSync}
        disabledReason={cells.length < 2 ? text("toolbar.reason.oneCell") : undefined}
        onPress={toggleScrollSync}
        testId="scroll-sync"
      />
      <IconButton
        label={text("toolbar.invert")}
        icon={Blend}
        pressed={cell?.inverted ?? false}
        hint={keyOf("invert")}
        disabledReason={turn}
        onPress={() => toggleInverted()}
        testId="invert"
      />
      <IconButton
        label={text("toolbar.rotate")}
        icon={RotateCw}
        hint={keyOf("rotate-right")}
        disabledReason={turn}
        onPress={() => rotate("right")}
        testId="rotate"
      />
      <IconButton
        label={text("toolbar.flipHorizontal")}
        icon={FlipHorizontal2}
        pressed={cell?.flippedHorizontally ?? false}
        hint={keyOf("flip-horizontal")}
        disabledReason={turn}
        onPress={() => flip("horizontal")}
        testId="flip-horizontal"
      />
      <IconButton
        label={text("toolbar.flipVertical")}
        icon={FlipVertical2}
        pressed={cell?.flippedVertically ?? false}
        hint={keyOf("flip-vertical")}
        disabledReason={turn}
        onPress={() => flip("vertical")}
        testId="flip-vertical"
      />
      <IconButton
        label={text("toolbar.overlay")}
        icon={Captions}
        hint={keyOf("overlay")}
        onPress={cycleOverlay}
        testId="overlay"
      />
      <IconButton
        label={text("toolbar.reset")}
        icon={RefreshCcw}
        hint={keyOf("reset")}
        disabledReason={availability("image")}
        onPress={() => reset()}
        testId="reset"
      />
    </div>
  );
}
