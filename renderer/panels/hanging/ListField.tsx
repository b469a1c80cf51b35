import { useState } from "react";
import { TextField } from "../../ui/index.ts";

/** Several short texts in one field, with commas between; Chinese commas serve too. None is undefined. */
export function ListField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly values: readonly string[] | undefined;
  readonly onChange: (values: string[] | undefined) => void;
  readonly testId?: string;
}) {
  const { label, hint, values = [], onChange, testId } = props;
  // As it is typed: a comma at the end is the beginning of the next one.
  const [typed, setTyped] = useState<string>();
  const shown = typed !== undefined && sameList(listOf(typed), values) ? typed : values.join(", ");
  return (
    <TextField
      label={label}
      hint={hint}
      value={shown}
      maxLength={2000}
      testId={testId}
      onChange={(text) => {
        setTyped(text);
        const list = listOf(text);
        onChange(list.length === 0 ? undefined : list);
      }}
    />
  );
}

function listOf(text: string): string[] {
  return text
    .split(/[,，、;；]/)
    .map((part) => part.trim().slice(0, 64))
    .filter(Boolean)
    .slice(0, 48);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
