import { type ReactNode, useState } from "react";
import { closeDialog, useText } from "../../stores/index.ts";
import { Button, Dialog } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";
import "./settings.css";

/** A dialog whose changes are kept together, or not at all; it closes once they are kept. What failed is said above its foot. */
export function SaveDialog(props: {
  readonly title: string;
  readonly testId: string;
  /** Whether it was kept. */
  readonly onSave: () => Promise<boolean>;
  /** Why it cannot be kept as it is. */
  readonly invalid?: string | undefined;
  /** Beside the buttons of every such dialog. */
  readonly more?: ReactNode;
  readonly saveTestId: string;
  readonly children: ReactNode;
}) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const isKept = await props.onSave();
    setBusy(false);
    if (isKept) closeDialog();
  };
  return (
    <Dialog
      title={props.title}
      closeLabel={text("common.close")}
      onClose={closeDialog}
      news={<Toaster form="inline" />}
      testId={props.testId}
      footer={
        <>
          {props.more}
          <Button tone="quiet" onPress={closeDialog}>
            {text("common.cancel")}
          </Button>
          <Button tone="primary" busy={busy} disabledReason={props.invalid} onPress={() => void save()} testId={props.saveTestId}>
            {text("common.save")}
          </Button>
        </>
      }
    >
      <div className="settings">{props.children}</div>
    </Dialog>
  );
}
