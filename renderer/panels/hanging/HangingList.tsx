import type { HangingProtocol } from "../../../src/contract/index.ts";
import {
  allProtocols,
  applyProtocol,
  dropProtocol,
  fittingProtocols,
  forgetViewState,
  hangAnew,
  openDialog,
  setAutomatic,
  useHangingStore,
  useLocalText,
  usePreference,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { MenuItem } from "../../ui/index.ts";

/** The protocols to choose from: those that fit the study first, then the others; none; and what is set for good. */
export function HangingList({ onDone }: { readonly onDone: () => void }) {
  const text = useText();
  const detail = useStudyStore((state) => state.detail);
  const applied = useHangingStore((state) => state.applied);
  const { automatic } = usePreference("hanging-protocols");
  const fitting = detail === undefined ? [] : fittingProtocols(detail);
  const others = allProtocols().filter(({ id }) => fitting.every((one) => one.id !== id));
  const then = (act: () => void) => () => {
    act();
    onDone();
  };
  const anew = async () => {
    if (detail === undefined) return;
    await forgetViewState(detail.study.studyInstanceUid);
    await hangAnew(detail);
  };
  return (
    <div className="hanging-list">
      {fitting.length > 0 && <p className="hanging-heading">{text("hanging.fitting")}</p>}
      {fitting.map((protocol) => (
        <ProtocolItem key={protocol.id} protocol={protocol} isApplied={applied?.protocolId === protocol.id} onDone={onDone} />
      ))}
      <MenuItem checked={applied === undefined} onPress={then(dropProtocol)} testId="hanging-none">
        {text("hanging.none")}
      </MenuItem>
      <hr className="menu-line" />
      <MenuItem onPress={then(() => void anew())} testId="hanging-anew">
        {text("hanging.anew")}
      </MenuItem>
      <MenuItem onPress={then(() => openDialog("hanging"))} testId="hanging-own">
        {text("hanging.manage")}
      </MenuItem>
      <button
        type="button"
        role="menuitemcheckbox"
        aria-checked={automatic}
        className="menu-item"
        data-testid="hanging-automatic"
        onClick={() => void setAutomatic(!automatic)}
      >
        <span>{text("hanging.automatic")}</span>
      </button>
      {others.length > 0 && (
        <>
          <hr className="menu-line" />
          <p className="hanging-heading">{text("hanging.others")}</p>
          {others.map((protocol) => (
            <ProtocolItem key={protocol.id} protocol={protocol} isApplied={applied?.protocolId === protocol.id} onDone={onDone} />
          ))}
        </>
      )}
    </div>
  );
}

function ProtocolItem(props: { readonly protocol: HangingProtocol; readonly isApplied: boolean; readonly onDone: () => void }) {
  const { protocol, isApplied, onDone } = props;
  const text = useText();
  const say = useLocalText();
  const { own } = usePreference("hanging-protocols");
  return (
    <MenuItem
      checked={isApplied}
      detail={own.some(({ id }) => id === protocol.id) ? text("hanging.own") : undefined}
      testId={`hanging-${protocol.id}`}
      onPress={() => {
        void applyProtocol(protocol.id);
        onDone();
      }}
    >
      {say(protocol.name)}
    </MenuItem>
  );
}
