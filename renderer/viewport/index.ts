export { followDevice } from "./device/follow-device.ts";
export type { Measured } from "./measurement/measured.ts";
export { RibsPanel } from "./ribs/RibsPanel.tsx";
export { ViewportGrid, type ViewportGridProps } from "./ViewportGrid.tsx";
