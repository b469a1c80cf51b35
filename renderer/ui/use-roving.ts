import { type KeyboardEvent, type RefObject, useEffect } from "react";

/** Buttons of the bar itself, not of what opens under it. */
function buttonsOf(bar: HTMLElement): readonly HTMLElement[] {
  const all = [...bar.querySelectorAll<HTMLElement>("button, input, select")];
  return all.filter((button) => button.closest(".menu-surface") === null && button.offsetParent !== null);
}

function settle(bar: HTMLElement, current?: Element | null): void {
  const buttons = buttonsOf(bar);
  const kept = buttons.find((button) => button === current) ?? buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
  for (const button of buttons) {
    const wanted = button === kept ? 0 : -1;
    if (button.tabIndex !== wanted || !button.hasAttribute("tabindex")) button.tabIndex = wanted;
  }
}

/**
 * Makes a bar of many buttons one stop of the Tab key; left and right, Home and End go through it (WAI-ARIA toolbar pattern). Gives the
 * handler for the bar's keys.
 */
export function useRoving(bar: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  useEffect(() => {
    const element = bar.current;
    if (element === null) return;
    settle(element);
    const focus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.closest(".menu-surface") === null) settle(element, event.target);
    };
    const watcher = new MutationObserver(() => settle(element));
    watcher.observe(element, { childList: true, subtree: true });
    element.addEventListener("focusin", focus);
    return () => {
      watcher.disconnect();
      element.removeEventListener("focusin", focus);
    };
  }, [bar]);
  return (event) => {
    const element = bar.current;
    if (element === null || !(event.target instanceof Element) || event.target.closest(".menu-surface, input, select")) return;
    const buttons = buttonsOf(element);
    const at = buttons.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  };
}
