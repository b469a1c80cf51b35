import { Pin, Plus, RotateCcw, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import {
  type Action,
  findAction,
  giveKey,
  holderOf,
  isSystemKey,
  putBack,
  shownKey,
  strokeNames,
  takeKey,
  useActionLabel,
} from "../../actions/index.ts";
import { changePreference, type Preference, usePreference, useText } from "../../stores/index.ts";
import { Button, IconButton } from "../../ui/index.ts";

/** An action waits for a key, or for what becomes of the other action that has it. */
export interface WantedKey {
  readonly id: string;
  /** The key that it stands in place of; undefined adds one. */
  readonly instead: string | undefined;
  /** Undefined: not pressed yet. */
  readonly key: string | undefined;
}

export interface ActionKeysProps {
  readonly action: Action;
  readonly keys: readonly string[];
  readonly keymap: Preference<"keymap">;
  readonly wanted: WantedKey | undefined;
  readonly onWanted: (wanted: WantedKey | undefined) => void;
  readonly onPut: (keymap: Preference<"keymap">) => void;
}

/** More would leave no room for the tools themselves. */
const MOST_PINNED = 12;

/** An action with its keys: each can be changed, taken away, or another added. */
export function ActionKeys({ action, keys, keymap, wanted, onWanted, onPut }: ActionKeysProps) {
  const text = useText();
  const label = useActionLabel()(action);
  const { id } = action;
  const mine = wanted?.id === id ? wanted : undefined;
  const holder = mine?.key === undefined ? undefined : holderOf(keymap, mine.key, id);
  return (
    <li className="keymap-line" data-action-id={id}>
      <span className="keymap-label">{label}</span>
      {action.icon !== undefined && action.where !== "everywhere" && <PinButton id={id} label={label} />}
      <span className="keymap-keys">
        {keys.map((key) => (
          <span key={key} className="keymap-key">
            <button
              type="button"
              className="kbd"
              aria-label={text("keymap.change", { key: shownKey(key), action: label })}
              data-testid="keymap-key"
              onClick={() => onWanted({ id, instead: key, key: undefined })}
            >
              {shownKey(key)}
            </button>
            <IconButton
              label={text("keymap.take", { key: shownKey(key), action: label })}
              icon={X}
              size="small"
              onPress={() => onPut(takeKey(keymap, id, key))}
              testId="keymap-take"
            />
          </span>
        ))}
        <IconButton
          label={text("keymap.add", { action: label })}
          icon={Plus}
          size="small"
          onPress={() => onWanted({ id, instead: undefined, key: undefined })}
          testId="keymap-add"
        />
        {Object.hasOwn(keymap.keys, id) && (
          <IconButton
            label={text("keymap.reset", { action: label })}
            icon={RotateCcw}
            size="small"
            onPress={() => onPut(putBack(keymap, id))}
            testId="keymap-reset-one"
          />
        )}
      </span>
      {mine !== undefined && mine.key === undefined && (
        <KeyCatcher label={label} onKey={(key) => onWanted({ ...mine, key })} onLeave={() => onWanted(undefined)} />
      )}
      {mine?.key !== undefined && holder !== undefined && (
        <Conflict wanted={mine} holder={holder} keymap={keymap} onPut={onPut} onLeave={() => onWanted(undefined)} />
      )}
      {keys.some(isSystemKey) && <p className="keymap-note">{text("keymap.systemKey")}</p>}
    </li>
  );
}

/** Puts an action into the toolbar, or takes it out again. */
function PinButton({ id, label }: { readonly id: string; readonly label: string }) {
  const text = useText();
  const { pinned } = usePreference("toolbar");
  const isPinned = pinned.includes(id);
  const isFull = !isPinned && pinned.length >= MOST_PINNED;
  return (
    <IconButton
      label={text("keymap.pin", { action: label })}
      icon={Pin}
      size="small"
      look="quiet"
      pressed={isPinned}
      disabledReason={isFull ? text("keymap.pinFull", { count: MOST_PINNED }) : undefined}
      onPress={() =>
        void changePreference("toolbar", { pinned: isPinned ? pinned.filter((one) => one !== id) : [...pinned, id] })
      }
      testId="keymap-pin"
    />
  );
}

/** Takes the next keystroke. Tab goes on as everywhere, Escape gives up. */
function KeyCatcher(props: { readonly label: string; readonly onKey: (key: string) => void; readonly onLeave: () => void }) {
  const text = useText();
  const box = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return props.onLeave();
    const [name] = strokeNames(event.nativeEvent);
    if (name !== undefined) props.onKey(name);
  };
  return (
    <button
      ref={box}
      type="button"
      className="keymap-catcher"
      aria-label={text("keymap.pressFor", { action: props.label })}
      data-testid="keymap-catcher"
      onKeyDown={press}
      onBlur={props.onLeave}
    >
      {text("keymap.press")}
    </button>
  );
}

function Conflict(props: {
  readonly wanted: WantedKey;
  readonly holder: string;
  readonly keymap: Preference<"keymap">;
  readonly onPut: (keymap: Preference<"keymap">) => void;
  readonly onLeave: () => void;
}) {
  const text = useText();
  const label = useActionLabel();
  const { wanted, holder, keymap, onPut, onLeave } = props;
  const { id, instead, key = "" } = wanted;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  return (
    <div ref={box} className="keymap-conflict" role="alert" data-testid="keymap-conflict">
      <p>{text("keymap.conflict", { key: shownKey(key), action: label(findAction(holder) ?? { id: holder }) })}</p>
      <div className="keymap-choice">
        <Button onPress={() => onPut(giveKey(keymap, id, key, instead))} testId="keymap-replace">
          {text("keymap.replace")}
        </Button>
        {instead !== undefined && (
          <Button onPress={() => onPut(giveKey(keymap, id, key, instead, "swap"))} testId="keymap-swap">
            {text("keymap.swap", { key: shownKey(instead) })}
          </Button>
        )}
        <Button tone="quiet" onPress={onLeave} testId="keymap-leave">
          {text("common.cancel")}
        </Button>
      </div>
    </div>
  );
}
