import { useEffect, useRef } from "react";
import type { Command, ViewportState } from "../stores/viewport/viewport-store.ts";
import { useViewportStore } from "../stores/viewport/viewport-store.ts";

export interface Wishes {
  readonly onCommand: (action: Command["action"]) => void;
  readonly onFocus: (focus: NonNullable<ViewportState["focus"]>) => void;
}

/** Carries out commands to this cell and wishes to focus, each once; those made before the cell was ready are carried out late. */
export function useWishes(cellId: string, wishes: Wishes | undefined): void {
  const command = useViewportStore((state) => state.command);
  const focus = useViewportStore((state) => state.focus);
  const doneCommand = useRef(command?.sequence ?? 0);
  const doneFocus = useRef(focus === undefined || [focus.cellId].flat().includes(cellId) ? 0 : focus.sequence);
  useEffect(() => {
    if (wishes === undefined || command === undefined || command.sequence === doneCommand.current) return;
    doneCommand.current = command.sequence;
    if (command.cellId === cellId) wishes.onCommand(command.action);
  }, [wishes, command, cellId]);
  useEffect(() => {
    if (wishes === undefined || focus === undefined || focus.sequence === doneFocus.current) return;
    doneFocus.current = focus.sequence;
    wishes.onFocus(focus);
  }, [wishes, focus]);
}
