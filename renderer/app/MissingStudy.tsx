import { FileQuestionMark, ListX } from "lucide-react";
import type { ReactNode } from "react";
import { goTo, loadStudy, useMessageText, useStudyStore, useText } from "../stores/index.ts";
import { Button, EmptyState } from "../ui/index.ts";

/** In the place of the images: that the study of the address is not here, or could not be opened, and what can be done. */
export function MissingStudy({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const say = useMessageText();
  const { studyInstanceUid, detail, loadState } = useStudyStore();
  if (detail !== undefined || loadState.kind !== "failed" || studyInstanceUid === undefined) return children;
  const { error } = loadState;
  const isNowhere = error.code === "not-found";
  return (
    <EmptyState
      icon={isNowhere ? FileQuestionMark : ListX}
      title={text(isNowhere ? "study.notHere" : "study.failed")}
      action={
        <div className="missing-study-actions">
          <Button tone="primary" onPress={() => goTo("#/")} testId="missing-to-worklist">
            {text("study.back")}
          </Button>
          {!isNowhere && <Button onPress={() => loadStudy(studyInstanceUid)}>{text("common.retry")}</Button>}
        </div>
      }
      testId="study-missing"
    >
      {isNowhere ? text("study.notHereHint") : say({ kind: "error", error })}
    </EmptyState>
  );
}
