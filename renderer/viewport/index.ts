export { followDevice } from "./device/follow-device.ts";
export type { Measured } from "./measurement/measured.ts";
export { ViewportGrid, type ViewportGridProps } from "./ViewportGrid.tsx";
