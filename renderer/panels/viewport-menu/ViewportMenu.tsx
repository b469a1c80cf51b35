import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type ActionGroup, currentActions, findAction, useActionStates } from "../../actions/index.ts";
import { closeViewportMenu, useText, useViewportMenuStore } from "../../stores/index.ts";
import { MenuItem, moveInMenu } from "../../ui/index.ts";
import { ActionItems } from "../toolbar/ActionItems.tsx";
import "./viewport-menu.css";

/** What is asked for most at an image; the rest is a step further, by group. */
const AT_HAND = [
  "tool-window-level",
  "tool-zoom",
  "tool-length",
  "reset",
  "fit",
  "invert",
  "maximise",
  "cine",
  "reading-mode",
  "palette",
];
const GROUPS: readonly ActionGroup[] = [
  "tools",
  "measure",
  "windows",
  "view",
  "layout",
  "link",
  "volume",
  "presentation",
  "export",
];
const EDGE_PX = 6;

/** The menu of the active viewport, where the hand asked for it. */
export function ViewportMenu() {
  const open = useViewportMenuStore((state) => state.open);
  return open === undefined ? null : <OpenMenu key={`${open.x} ${open.y}`} x={open.x} y={open.y} />;
}

function OpenMenu({ x, y }: { readonly x: number; readonly y: number }) {
  const text = useText();
  const [group, setGroup] = useState<ActionGroup>();
  const surface = useRef<HTMLDivElement>(null);
  const list = useMemo(
    () =>
      group === undefined ? AT_HAND.flatMap((id) => findAction(id) ?? []) : currentActions().filter((one) => one.group === group),
    [group],
  );
  const states = useActionStates(list);
  useCloseAway(surface);
  useLayoutEffect(() => {
    const element = surface.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(EDGE_PX, Math.min(x, window.innerWidth - width - EDGE_PX))}px`;
    element.style.top = `${Math.max(EDGE_PX, Math.min(y, window.innerHeight - height - EDGE_PX))}px`;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its first line
  useEffect(() => surface.current?.querySelector("button")?.focus(), [group]);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      closeViewportMenu();
    } else if (event.key === "ArrowLeft" && group !== undefined) {
      event.stopPropagation();
      setGroup(undefined);
    } else moveInMenu(event, surface.current);
  };
  const present = GROUPS.filter((one) => currentActions().some((action) => action.group === one));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are handled for the lines inside
    <div ref={surface} className="viewport-menu" data-testid="viewport-menu" onKeyDown={keys}>
      <div role="menu" aria-label={text(group === undefined ? "viewportMenu.title" : `actions.group.${group}`)}>
        {group !== undefined && (
          <MenuItem icon={ChevronLeft} onPress={() => setGroup(undefined)} testId="viewport-menu-back">
            {text("viewportMenu.back")}
          </MenuItem>
        )}
        <ActionItems states={states} onDone={closeViewportMenu} />
        {group === undefined && (
          <>
            <hr className="menu-line" />
            {present.map((one) => (
              <MenuItem
                key={one}
                detail={<ChevronRight size={14} aria-hidden />}
                onPress={() => setGroup(one)}
                testId={`viewport-menu-${one}`}
              >
                {text(`actions.group.${one}`)}
              </MenuItem>
            ))}
          </>
        )}
      </div>
    </div>
  );
}

/** A press elsewhere closes the menu; the focus goes back where it was. */
function useCloseAway(surface: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    const away = (event: Event) => {
      if (!surface.current?.contains(event.target as Node)) closeViewportMenu();
    };
    window.addEventListener("pointerdown", away, true);
    window.addEventListener("wheel", away, true);
    window.addEventListener("blur", closeViewportMenu);
    return () => {
      window.removeEventListener("pointerdown", away, true);
      window.removeEventListener("wheel", away, true);
      window.removeEventListener("blur", closeViewportMenu);
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [surface]);
}
