import { Grid2x2X } from "lucide-react";
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
import { classNames, IconButton, Menu, Tooltip } from "../../ui/index.ts";
import { HangingList } from "./HangingList.tsx";
import "./hanging.css";

/** Above the images while a protocol hangs them: which one, and its stages. */
export function HangingBar() {
  const text = useText();
  const say = useLocalText();
  const applied = useHangingStore((state) => state.applied);
  const detail = useStudyStore((state) => state.detail);
  usePreference("hanging-protocols");
  const protocol = findProtocol(applied?.protocolId);
  if (applied === undefined || protocol === undefined || detail === undefined) return null;
  return (
    <nav className="hanging-bar" aria-label={text("hanging.title")} data-testid="hanging-bar" data-protocol={protocol.id}>
      <Menu label={text("hanging.title")} shown={say(protocol.name)} testId="hanging-menu">
        {(close) => <HangingList onDone={close} />}
      </Menu>
      <ol className="hanging-stages">
        {protocol.stages.map((stage, at) => {
          const isOffered = isStageOffered(protocol, stage, detail);
          const name = say(stage.name);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is known by its place
            <li key={at}>
              <Tooltip text={name} reason={isOffered ? undefined : text("hanging.stageMissing")}>
                <button
                  type="button"
                  className={classNames("hanging-stage", at === applied.stage && "hanging-stage-shown")}
                  aria-current={at === applied.stage ? "step" : undefined}
                  aria-disabled={!isOffered || undefined}
                  data-testid="hanging-stage"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => isOffered && void applyProtocol(protocol.id, at)}
                >
                  {name}
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ol>
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
