import type { LucideIcon } from "lucide-react";
import { type ReactNode, type Ref, useId } from "react";
import { classNames } from "./class-names.ts";
import "./field.css";

interface FieldProps {
  readonly label: string;
  /** The label is only for readers of the screen (a search field with its icon). */
  readonly hideLabel?: boolean;
  /** The label stands beside the field, in a panel with little room. */
  readonly beside?: boolean;
  readonly hint?: ReactNode;
  readonly testId?: string | undefined;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly icon?: LucideIcon;
  readonly type?: "text" | "search" | "date" | "number" | "url";
  readonly maxLength?: number;
  readonly onKeyDown?: (event: React.KeyboardEvent<HTMLInputElement>) => void;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { label, hideLabel = false, hint, value, onChange, placeholder, icon: Icon, type = "text", testId } = props;
  const id = useId();
  return (
    <div className={classNames("field", props.beside && "field-beside")}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : "field-label"}>
        {label}
      </label>
      <div className="field-box">
        {Icon !== undefined && <Icon size={15} strokeWidth={1.75} aria-hidden />}
        <input
          id={id}
          ref={props.inputRef}
          type={type}
          value={value}
          placeholder={placeholder}
          maxLength={props.maxLength}
          spellCheck={false}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: only asked for by dialogs, for the field they are about
          autoFocus={props.autoFocus}
          data-takes-focus={props.autoFocus || undefined}
          data-testid={testId}
          onKeyDown={props.onKeyDown}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      {hint !== undefined && <div className="field-hint">{hint}</div>}
    </div>
  );
}

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface SelectFieldProps<V extends string> extends FieldProps {
  readonly value: V;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { label, hideLabel = false, hint, value, options, onChange, testId } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : "field-label"}>
        {label}
      </label>
      <select
        id={id}
        className="select"
        value={value}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value as V)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      {hint !== undefined && <div className="field-hint">{hint}</div>}
    </div>
  );
}

export interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
}

/** A text area that grows with what is written in it. */
export function TextArea(props: TextAreaProps) {
  const { label, hideLabel = false, value, onChange, testId } = props;
  const id = useId();
  return (
    <div className={classNames("field", props.beside && "field-beside")}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : "field-label"}>
        {label}
      </label>
      <textarea
        id={id}
        className={classNames("text-area", props.readOnly && "text-area-fixed")}
        value={value}
        maxLength={props.maxLength}
        readOnly={props.readOnly}
        spellCheck={false}
        rows={props.beside ? 1 : 2}
        data-testid={testId}
        onBlur={props.onBlur}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
