import { useState } from "react";
import { TextField } from "../../ui/index.ts";

/** A whole number, or nothing where the field is empty. What is no number is handed on as one that no form takes, so that it is said. */
export function CountField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly value: number | undefined;
  /** What an empty field stands for. */
  readonly empty?: number;
  readonly onChange: (value: number | undefined) => void;
  readonly testId?: string;
}) {
  const { label, hint, value, empty, onChange, testId } = props;
  // As it is typed: a minus is the beginning of a number.
  const [typed, setTyped] = useState<string>();
  const isCurrent = typed !== undefined && Object.is(countOf(typed) ?? empty, value);
  return (
    <TextField
      label={label}
      hint={hint}
      value={isCurrent ? typed : value === undefined ? "" : String(value)}
      maxLength={7}
      testId={testId}
      onChange={(text) => {
        setTyped(text);
        onChange(countOf(text));
      }}
    />
  );
}

function countOf(typed: string): number | undefined {
  const text = typed.trim().replace("−", "-");
  if (text === "") return undefined;
  return /^-?\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}
