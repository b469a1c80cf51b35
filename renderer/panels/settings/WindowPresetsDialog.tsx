import { useState } from "react";
import { type WindowPreset, windowPresetSchema } from "../../../src/contract/index.ts";
import {
  changeWindowPresets,
  presetModalities,
  shippedWindowPresets,
  usePreference,
  useText,
  windowPresetsOf,
} from "../../stores/index.ts";
import { Button, SelectField } from "../../ui/index.ts";
import { useActiveDetail } from "../toolbar/use-availability.ts";
import { usePresetName } from "../toolbar/window-choices.tsx";
import { PresetRow } from "./PresetRow.tsx";
import { SaveDialog } from "./SaveDialog.tsx";

/** The window presets of each modality: added to, changed, put in order, deleted, and back to what the program brings. */
export function WindowPresetsDialog() {
  const text = useText();
  const { lists } = usePreference("window-presets");
  const active = useActiveDetail()?.modality;
  const [modality, setModality] = useState(active ?? "CT");
  const [edited, setEdited] = useState<Readonly<Record<string, readonly WindowPreset[] | undefined>>>({});
  const nameOf = usePresetName();
  const isEdited = Object.hasOwn(edited, modality);
  const presets = (isEdited ? edited[modality] : windowPresetsOf(lists, modality)) ?? shippedWindowPresets(modality);
  const change = (next: readonly WindowPreset[] | undefined) => setEdited({ ...edited, [modality]: next });
  const isValid = Object.values(edited).every((list) => list === undefined || list.every((one) => isWhole(one, nameOf(one))));
  const modalities = [...new Set([...presetModalities, ...(active === undefined ? [] : [active]), ...Object.keys(lists)])];

  const save = async () => {
    let isKept = true;
    for (const [name, list] of Object.entries(edited)) isKept &&= await changeWindowPresets(name, list);
    return isKept;
  };
  const move = (at: number, by: number) => {
    const next = [...presets];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    change(next);
  };

  return (
    <SaveDialog
      title={text("windowPresets.title")}
      testId="window-presets-dialog"
      onSave={save}
      invalid={isValid ? undefined : text("windowPresets.invalid")}
      saveTestId="window-presets-save"
      more={
        <Button tone="quiet" onPress={() => change(undefined)} testId="window-presets-defaults">
          {text("windowPresets.defaults")}
        </Button>
      }
    >
      <SelectField
        label={text("windowPresets.modality")}
        value={modality}
        options={modalities.map((value) => ({ value, label: value }))}
        onChange={setModality}
        hint={text("windowPresets.hint")}
        testId="window-presets-modality"
      />
      <div className="preset-list" data-testid="window-presets">
        {presets.map((preset, at) => (
          <PresetRow
            key={preset.id}
            preset={preset}
            at={at}
            count={presets.length}
            onChange={(next) => change(presets.map((one) => (one.id === preset.id ? next : one)))}
            onMove={(by) => move(at, by)}
            onRemove={() => change(presets.filter(({ id }) => id !== preset.id))}
          />
        ))}
      </div>
      <div>
        <Button
          disabledReason={presets.length >= 40 ? text("windowPresets.most") : undefined}
          onPress={() => change([...presets, freshPreset(modality, presets)])}
          testId="window-presets-add"
        >
          {text("windowPresets.add")}
        </Button>
      </div>
    </SaveDialog>
  );
}

function isWhole(preset: WindowPreset, name: string): boolean {
  return (
    name.trim() !== "" && windowPresetSchema.safeParse(preset).success && (preset.kind !== "uptake" || preset.high > preset.low)
  );
}

/** A preset of the kind that means something for the modality, with an id that is free. */
function freshPreset(modality: string, presets: readonly WindowPreset[]): WindowPreset {
  let number = presets.length + 1;
  while (presets.some(({ id }) => id === `own-${number}`)) number++;
  const named = { id: `own-${number}`, name: "" };
  if (modality === "CT") return { kind: "values", ...named, center: 40, width: 400 };
  if (modality === "PT") return { kind: "uptake", ...named, low: 0, high: 8 };
  return { kind: "relative", ...named, width: 1, shift: 0 };
}
