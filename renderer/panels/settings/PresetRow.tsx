import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import type { WindowPreset } from "../../../src/contract/index.ts";
import { useText } from "../../stores/index.ts";
import { IconButton, TextField } from "../../ui/index.ts";
import { usePresetName } from "../toolbar/window-choices.tsx";

interface PresetRowProps {
  readonly preset: WindowPreset;
  readonly at: number;
  readonly count: number;
  readonly onChange: (preset: WindowPreset) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

/** One preset: its key, its name, its two numbers, its place in the list. */
export function PresetRow({ preset, at, count, onChange, onMove, onRemove }: PresetRowProps) {
  const text = useText();
  const nameOf = usePresetName();
  return (
    <div className="preset-row" data-testid="window-preset" data-preset-id={preset.id}>
      <span className="preset-key">
        {at < 9 && (
          <kbd className="kbd" title={text("windowPresets.key", { n: at + 1 })}>
            {at + 1}
          </kbd>
        )}
      </span>
      <TextField
        label={text("windowPresets.nameLabel")}
        hideLabel={at > 0}
        value={preset.name || (preset.id.startsWith("own-") ? "" : nameOf(preset))}
        maxLength={40}
        onChange={(name) => onChange({ ...preset, name })}
        testId="preset-name"
      />
      <PresetNumbers preset={preset} isFirst={at === 0} onChange={onChange} />
      <IconButton
        size="small"
        label={text("windowPresets.up")}
        icon={ArrowUp}
        disabledReason={at === 0 ? text("windowPresets.isFirst") : undefined}
        onPress={() => onMove(-1)}
        testId="preset-up"
      />
      <IconButton
        size="small"
        label={text("windowPresets.down")}
        icon={ArrowDown}
        disabledReason={at === count - 1 ? text("windowPresets.isLast") : undefined}
        onPress={() => onMove(1)}
        testId="preset-down"
      />
      <IconButton size="small" label={text("windowPresets.remove")} icon={Trash2} onPress={onRemove} testId="preset-remove" />
    </div>
  );
}

function PresetNumbers(props: {
  readonly preset: WindowPreset;
  readonly isFirst: boolean;
  readonly onChange: (preset: WindowPreset) => void;
}) {
  const { preset, isFirst, onChange } = props;
  const text = useText();
  const field = (label: string, value: number, set: (value: number) => WindowPreset, testId: string) => (
    <NumberField label={label} hideLabel={!isFirst} value={value} onChange={(next) => onChange(set(next))} testId={testId} />
  );
  switch (preset.kind) {
    case "values":
      return (
        <>
          {field(text("windowPresets.width"), preset.width, (width) => ({ ...preset, width }), "preset-width")}
          {field(text("windowPresets.center"), preset.center, (center) => ({ ...preset, center }), "preset-center")}
        </>
      );
    case "uptake":
      return (
        <>
          {field(text("windowPresets.low"), preset.low, (low) => ({ ...preset, low }), "preset-low")}
          {field(text("windowPresets.high"), preset.high, (high) => ({ ...preset, high }), "preset-high")}
        </>
      );
    case "relative":
      return (
        <>
          {field(text("windowPresets.factor"), preset.width, (width) => ({ ...preset, width }), "preset-width")}
          {field(text("windowPresets.shift"), preset.shift, (shift) => ({ ...preset, shift }), "preset-shift")}
        </>
      );
  }
}

/** Keeps what is typed while it is no number yet ("-", "0."); it is told as one that no preset may have. */
function NumberField(props: {
  readonly label: string;
  readonly hideLabel: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly testId: string;
}) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const isCurrent = typed !== undefined && (Number(typed) === props.value || Number.isNaN(props.value));
  return (
    <TextField
      label={props.label}
      hideLabel={props.hideLabel}
      value={isCurrent ? typed : String(props.value)}
      onChange={(next) => {
        setTyped(next);
        props.onChange(next.trim() === "" ? Number.NaN : Number(next));
      }}
      testId={props.testId}
    />
  );
}
