import { Grid2x2X } from "lucide-react";
import { useRef } from "react";
import {
  applyProtocol,
  dropProtocol,
  findProtocol,
  isStageOffered,
  useHangingStore,
  useLocalText,
  usePreference,
  useStudyStore,
  useText,
} from "../../stores/index.ts";
import { classNames, IconButton, Menu, Spinner, Tooltip, useLasting } from "../../ui/index.ts";
import { useLevel } from "../toolbar/use-level.ts";
import { HangingList } from "./HangingList.tsx";
import { RestoredNote } from "./RestoredNote.tsx";
import "./hanging.css";

/** Above the images while a protocol hangs them: which one, and its stages. */
export function HangingBar() {
  const text = useText();
  const say = useLocalText();
  const { applied, isRestored, pending } = useHangingStore();
  const isBusy = useLasting(pending !== undefined);
  const detail = useStudyStore((state) => state.detail);
  usePreference("hanging-protocols");
  const protocol = findProtocol(applied?.protocolId);
  if (applied === undefined || protocol === undefined || detail === undefined) {
    return isRestored ? (
      <div className="hanging-bar">
        <RestoredNote />
      </div>
    ) : null;
  }
  return (
    <nav
      className="hanging-bar"
      aria-label={text("hanging.title")}
      data-testid="hanging-bar"
      data-protocol={protocol.id}
      aria-busy={isBusy || undefined}
    >
      <Menu label={text("hanging.title")} shown={say(protocol.name)} testId="hanging-menu">
        {(close) => <HangingList onDone={close} />}
      </Menu>
      <Stages protocol={protocol} shown={applied.stage} detail={detail} />
      {isBusy && <Spinner />}
      <RestoredNote />
      <IconButton
        label={text("hanging.drop")}
        icon={Grid2x2X}
        size="small"
        look="quiet"
        onPress={dropProtocol}
        testId="hanging-drop"
      />
    </nav>
  );
}

interface StagesProps {
  readonly protocol: NonNullable<ReturnType<typeof findProtocol>>;
  readonly shown: number;
  readonly detail: Parameters<typeof isStageOffered>[2];
}

/** The stages by name; where not all names have room, by number, but for the one that is shown. */
function Stages({ protocol, shown, detail }: StagesProps) {
  const text = useText();
  const say = useLocalText();
  const bar = useRef<HTMLOListElement>(null);
  const names = protocol.stages.map(({ name }) => say(name));
  const level = useLevel(bar, 1, `${names.join(" ")} ${shown}`);
  return (
    <ol ref={bar} className="hanging-stages" data-folded={level === 1}>
      {protocol.stages.map((stage, at) => {
        const isOffered = isStageOffered(protocol, stage, detail);
        const name = names[at] ?? "";
        const reason = isOffered ? undefined : text("hanging.stageMissing");
        const isShort = level === 1 && at !== shown;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is known by its place
          <li key={at}>
            <Tooltip text={name} reason={reason}>
              <button
                type="button"
                className={classNames("hanging-stage", at === shown && "hanging-stage-shown")}
                aria-label={isShort ? `${at + 1}, ${name}` : undefined}
                aria-current={at === shown ? "step" : undefined}
                aria-disabled={!isOffered || undefined}
                aria-description={reason}
                data-testid="hanging-stage"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => isOffered && void applyProtocol(protocol.id, at)}
              >
                {isShort ? at + 1 : name}
              </button>
            </Tooltip>
          </li>
        );
      })}
    </ol>
  );
}
