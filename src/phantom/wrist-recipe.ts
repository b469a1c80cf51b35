/** Everything that decides the pixels of a wrist radiograph phantom. */
export interface WristRecipe {
  readonly seed: number;
  /** An undisplaced fracture of the distal radius. */
  readonly fracture: boolean;
}
