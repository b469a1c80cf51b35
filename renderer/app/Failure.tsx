import { RefreshCcw, TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { closeDialog, tell, useScreenStore, useText } from "../stores/index.ts";
import { Button, EmptyState } from "../ui/index.ts";

/** Catches a screen that broke while drawing: says so, and offers to draw it again. What was saved is safe on the host. */
export class FailureBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failed onAgain={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

/** Catches a dialog that broke: it is closed and said so, and the images behind it stay as they are. */
export function DialogBoundary({ children }: { readonly children: ReactNode }) {
  const dialog = useScreenStore((state) => state.dialog);
  return <ClosingBoundary key={dialog}>{children}</ClosingBoundary>;
}

class ClosingBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    closeDialog();
    tell("app.dialogBroken", {}, "bad");
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

function Failed({ onAgain }: { readonly onAgain: () => void }) {
  const text = useText();
  return (
    <EmptyState
      icon={TriangleAlert}
      title={text("app.broken")}
      action={
        <Button icon={RefreshCcw} onPress={onAgain}>
          {text("common.retry")}
        </Button>
      }
      testId="screen-broken"
    >
      {text("app.brokenHint")}
    </EmptyState>
  );
}
