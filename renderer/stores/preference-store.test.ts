import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Preferences, preferencesSchema } from "../../src/contract/index.ts";
import { changePreference, currentPreference, refreshPreferences, usePreferenceStore } from "./preference-store.ts";

const standard = preferencesSchema.parse({});

describe("preferences in several windows", () => {
  let kept: Preferences;
  let answers: (() => void)[];
  beforeEach(() => {
    kept = standard;
    answers = [];
    usePreferenceStore.setState({ preferences: standard, isLoaded: true });
    vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
      if (init.method !== "PUT") return Response.json(kept);
      await new Promise<void>((resolve) => answers.push(resolve));
      const value: unknown = JSON.parse(init.body as string);
      kept = { ...kept, [path.split("/").at(-1) as string]: value };
      return Response.json(value);
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("take over what another one has changed", async () => {
    kept = { ...standard, toolbar: { pinned: ["pan"] } };
    await refreshPreferences();
    expect(currentPreference("toolbar")).toEqual({ pinned: ["pan"] });
  });

  it("keep what is on its way from here until it is there", async () => {
    const changing = changePreference("toolbar", { pinned: ["zoom"] });
    await refreshPreferences();
    expect(currentPreference("toolbar")).toEqual({ pinned: ["zoom"] });
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    answers[0]?.();
    await changing;
    await refreshPreferences();
    expect(currentPreference("toolbar")).toEqual({ pinned: ["zoom"] });
  });
});
