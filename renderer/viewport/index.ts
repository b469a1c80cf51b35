export type { Measured } from "./measurement/measured.ts";
export { ViewportGrid, type ViewportGridProps } from "./ViewportGrid.tsx";
