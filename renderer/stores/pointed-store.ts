import { create } from "zustand";

/** What a link of a document points at: a shape on a frame (column, row; the centre of its first pixel 0, 0), or in the patient (LPS+). */
export type Pointed =
  | {
      readonly kind: "image";
      readonly sopInstanceUid: string;
      readonly frameNumber: number;
      readonly points: readonly (readonly [number, number])[];
      readonly graphicType: string;
    }
  | {
      readonly kind: "patient";
      readonly frameOfReferenceUid: string;
      readonly points: readonly (readonly [number, number, number])[];
      readonly graphicType: string;
    };

/** The shape that was pointed at last: drawn until something else is, or Escape. */
export const usePointedStore = create<{ readonly pointed: Pointed | undefined }>()(() => ({ pointed: undefined }));

export function pointAt(pointed: Pointed | undefined): void {
  usePointedStore.setState({ pointed });
}
