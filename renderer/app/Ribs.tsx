import { lazy, Suspense, useEffect } from "react";
import { leaveRibs, useRibsStore } from "../stores/index.ts";

const RibsPanel = lazy(() => import("../viewport/index.ts").then((viewport) => ({ default: viewport.RibsPanel })));

/** The straightened ribs under the viewports, while a reader wishes them; they go with their study. */
export function Ribs({ studyInstanceUid }: { readonly studyInstanceUid: string }) {
  const isOpen = useRibsStore((state) => state.isOpen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another study closes the ribs of the one before
  useEffect(() => leaveRibs, [studyInstanceUid]);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <RibsPanel />
    </Suspense>
  );
}
