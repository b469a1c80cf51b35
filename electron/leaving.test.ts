import type { BrowserWindow, MessageBoxSyncOptions } from "electron";
import { describe, expect, it } from "vitest";
import { askBeforeLeaving, leavingText } from "./leaving.ts";

const root = new URL("..", import.meta.url).pathname;

/** Whether the page is closed after the reader pressed a button, and what was asked. */
function closedAfter(
  button: 0 | 1,
  owner: BrowserWindow | null,
): { isClosed: boolean; asked: MessageBoxSyncOptions | undefined } {
  let asked: MessageBoxSyncOptions | undefined;
  let isClosed = false;
  let handler: (event: { preventDefault: () => void }) => void = () => {};
  const contents = { on: (_event: string, given: typeof handler) => (handler = given) };
  const showMessageBoxSync = (...given: unknown[]) => {
    asked = given.at(-1) as MessageBoxSyncOptions;
    return button;
  };
  askBeforeLeaving(
    contents as never,
    () => owner,
    { showMessageBoxSync },
    () => leavingText(root, () => "zh-CN"),
  );
  handler({ preventDefault: () => (isClosed = true) });
  return { isClosed, asked };
}

describe("closing a window with text that is not saved", () => {
  it("asks, and stays unless the reader says otherwise", () => {
    for (const owner of [null, {} as BrowserWindow]) {
      const { isClosed, asked } = closedAfter(0, owner);
      expect(isClosed).toBe(false);
      expect(asked).toMatchObject({ type: "warning", defaultId: 0, cancelId: 0 });
      expect(asked?.message).toMatch(/\p{Script=Han}/u);
    }
    expect(closedAfter(1, null).isClosed).toBe(true);
  });

  it("has its words in both languages", () => {
    for (const language of ["en", "zh-CN"] as const) {
      for (const part of ["message", "detail", "stay", "leave"] as const)
        expect(leavingText(root, () => language)[part]).not.toBe("");
    }
  });

  it("asks in English where the reader's language cannot be told any more", () => {
    const closed = () => {
      throw new Error("closed");
    };
    expect(leavingText(root, closed)).toEqual(leavingText(root, () => "en"));
  });
});
