import { type Action, type ActionState, perform, useActionLabel, useKeyOf } from "../../actions/index.ts";
import { useReasonText } from "../../stores/index.ts";
import { MenuItem } from "../../ui/index.ts";

/** Actions as lines of a menu, each with its key, whether it is on, and why it cannot be used. */
export function ActionItems(props: { readonly states: readonly ActionState[]; readonly onDone: () => void }) {
  const label = useActionLabel();
  const say = useReasonText();
  const keyOf = useKeyOf();
  const choose = (action: Action) => {
    props.onDone();
    perform(action);
  };
  return props.states.map(({ action, isOn, reason }) => {
    const key = keyOf(action.id);
    return (
      <MenuItem
        key={action.id}
        icon={action.icon}
        detail={key === undefined ? undefined : <kbd className="kbd">{key}</kbd>}
        checked={isOn}
        isSwitch={!action.id.startsWith("tool-")}
        disabledReason={reason === undefined ? undefined : say(reason)}
        testId={`menu-${action.id}`}
        onPress={() => choose(action)}
      >
        {label(action)}
      </MenuItem>
    );
  });
}
