import { type ReactNode, useMemo, useRef } from "react";
import {
  type Action,
  type ActionGroup,
  type ActionState,
  currentActions,
  findAction,
  perform,
  useActionLabel,
  useActionStates,
  useKeyOf,
} from "../../actions/index.ts";
import { useReasonText, useText } from "../../stores/index.ts";
import { IconButton, Menu } from "../../ui/index.ts";
import { ActionItems } from "./ActionItems.tsx";
import type { ToolbarSection } from "./toolbar-sections.ts";

/** The actions of a group; the same array as long as they are the same. */
function useGroup(group: ActionGroup): readonly Action[] {
  return useMemo(() => currentActions().filter((action) => action.group === group), [group]);
}

/** An action as a button with its icon; the tooltip says the key and, where it cannot be used, why. */
export function ActionButton({ state }: { readonly state: ActionState }) {
  const label = useActionLabel();
  const say = useReasonText();
  const keyOf = useKeyOf();
  const { action, isOn, reason } = state;
  if (action.icon === undefined) return null;
  return (
    <IconButton
      label={label(action)}
      icon={action.icon}
      pressed={isOn}
      hint={keyOf(action.id)}
      disabledReason={reason === undefined ? undefined : say(reason)}
      onPress={() => perform(action)}
      testId={action.id}
    />
  );
}

/** Some actions of a group as buttons, all of it in a menu; folded, the tool in the hand (or the last one) and the menu. */
export function Section(props: { readonly section: ToolbarSection; readonly level: number; readonly children?: ReactNode }) {
  const text = useText();
  const { section, level, children } = props;
  const { group, icon, buttons, folds, leaves, remembers = false } = section;
  const list = useGroup(group);
  const states = useActionStates(list);
  const last = useRef<string>(undefined);
  const inHand = states.find(({ isOn, action }) => isOn === true && action.id.startsWith("tool-"));
  if (inHand !== undefined) last.current = inHand.action.id;
  if (list.length === 0 || level >= leaves) return null;
  const isFolded = level >= folds;
  const stateOf = (id: string) => states.find(({ action }) => action.id === id);
  const remembered = stateOf(last.current ?? "") ?? stateOf(buttons[0] ?? "");
  const shown = isFolded
    ? remembers && remembered !== undefined
      ? [remembered]
      : []
    : buttons.flatMap((id) => stateOf(id) ?? []);
  const hasMore = list.length > shown.length;
  return (
    <div className="toolbar-group">
      {shown.map((state) => (
        <ActionButton key={state.action.id} state={state} />
      ))}
      {children}
      {hasMore && (
        <Menu label={text(`actions.group.${group}`)} icon={shown.length === 0 ? icon : undefined} testId={`toolbar-${group}`}>
          {(close) => <ActionItems states={states} onDone={close} />}
        </Menu>
      )}
    </div>
  );
}

/** What the reader put into the toolbar. */
export function PinnedSection({ ids }: { readonly ids: readonly string[] }) {
  const list = useMemo(() => ids.flatMap((id) => findAction(id) ?? []), [ids]);
  const states = useActionStates(list);
  if (list.length === 0) return null;
  return (
    <div className="toolbar-group" data-testid="toolbar-pinned">
      {states.map((state) => (
        <ActionButton key={state.action.id} state={state} />
      ))}
    </div>
  );
}

/** Sections for which there is no room, one under another. */
export function MoreItems({
  sections,
  onDone,
}: {
  readonly sections: readonly Pick<ToolbarSection, "group">[];
  readonly onDone: () => void;
}) {
  return sections.map(({ group }) => <MoreGroup key={group} group={group} onDone={onDone} />);
}

function MoreGroup({ group, onDone }: { readonly group: ActionGroup; readonly onDone: () => void }) {
  const text = useText();
  const list = useGroup(group);
  const states = useActionStates(list);
  if (list.length === 0) return null;
  return (
    <fieldset className="menu-group">
      <legend className="menu-heading">{text(`actions.group.${group}`)}</legend>
      <ActionItems states={states} onDone={onDone} />
    </fieldset>
  );
}
