import { Copy, Ellipsis, Pin, PinOff } from "lucide-react";
import type { StudySummary } from "../../../src/contract/index.ts";
import { askAbout, setPinned, useArchiveStore, useText } from "../../stores/index.ts";
import { Badge, IconButton, Menu, MenuItem, Tooltip } from "../../ui/index.ts";
import { RemoveStudyDialog } from "./RemoveStudyDialog.tsx";
import { VersionsDialog } from "./VersionsDialog.tsx";
import "./archive.css";

/** A study's marks: a name that was guessed, versions in conflict. In a row they leave the room to the name. */
export function StudyMarks({ study, form }: { readonly study: StudySummary; readonly form: "row" | "full" }) {
  const text = useText();
  const conflicts = text("archive.conflicts", { count: study.conflictCount });
  return (
    <>
      {study.textGuessed && (
        <Tooltip text={text("archive.guessedLong")}>
          <span data-testid="name-guessed">
            <Badge tone="bad">{text(form === "row" ? "archive.guessedShort" : "archive.guessed")}</Badge>
          </span>
        </Tooltip>
      )}
      {study.conflictCount > 0 && (
        <Tooltip text={conflicts}>
          <span data-testid="study-conflicts">
            <Badge tone="bad">
              <Copy size={11} aria-label={conflicts} />
              {form === "row" ? study.conflictCount : conflicts}
            </Badge>
          </span>
        </Tooltip>
      )}
    </>
  );
}

/** The pin of a row: seen where it is set, and on the row under the pointer. */
export function PinToggle({ study, isStop }: { readonly study: StudySummary; readonly isStop: boolean }) {
  const text = useText();
  return (
    <span className={study.pinned ? "study-pin study-pin-set" : "study-pin"}>
      <IconButton
        label={text(study.pinned ? "archive.unpin" : "archive.pin")}
        icon={Pin}
        size="small"
        look="quiet"
        pressed={study.pinned}
        onPress={() => setPinned(study.studyInstanceUid, !study.pinned)}
        isStop={isStop}
        testId="study-pin"
      />
    </span>
  );
}

/** What else can be done with a study: pin it, look at its versions, remove it. */
export function StudyMenu({ study }: { readonly study: StudySummary }) {
  const text = useText();
  const Icon = study.pinned ? PinOff : Pin;
  return (
    <Menu label={text("archive.menu")} icon={Ellipsis} testId="study-menu">
      {(close) => {
        const choose = (act: () => void) => () => {
          close();
          act();
        };
        return (
          <>
            <MenuItem onPress={() => setPinned(study.studyInstanceUid, !study.pinned).then(close)} testId="menu-pin">
              <Icon size={13} aria-hidden /> {text(study.pinned ? "archive.unpin" : "archive.pin")}
            </MenuItem>
            {study.conflictCount > 0 && (
              <MenuItem onPress={choose(() => askAbout("versions", study))} testId="menu-versions">
                {text("archive.versions.open")}
              </MenuItem>
            )}
            <MenuItem onPress={choose(() => askAbout("remove", study))} testId="menu-remove">
              {text("archive.remove.menu")}
            </MenuItem>
          </>
        );
      }}
    </Menu>
  );
}

/** The window about a study that was asked for, if any. */
export function StudyCareDialogs() {
  const about = useArchiveStore((state) => state.about);
  if (about === undefined) return null;
  return about.kind === "remove" ? <RemoveStudyDialog study={about.study} /> : <VersionsDialog study={about.study} />;
}
