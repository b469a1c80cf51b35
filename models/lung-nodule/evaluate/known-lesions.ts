/** A place in a real CT where something nodule-like is really there. */
export interface KnownLesion {
  readonly centerPatient: readonly [number, number, number];
  readonly radiusMm: number;
  /** "marked": by a reader, in a structured report that comes with the CT. "seen": by us, nobody confirmed it. */
  readonly source: "marked" | "seen";
}

/** By the name of the case; places are left out of fitting and counted apart in evaluation. */
export const KNOWN_LESIONS: Readonly<Record<string, readonly KnownLesion[]>> = {
  "nlst-chest-2mm": [{ centerPatient: [4.4, 2.8, 1181], radiusMm: 14, source: "marked" }],
  "chest-1mm": [
    { centerPatient: [-56, 132, -522], radiusMm: 14, source: "seen" },
    // The large mass of the right upper lobe.
    { centerPatient: [-50, 188, -515], radiusMm: 30, source: "seen" },
    { centerPatient: [-110, 169, -545], radiusMm: 8, source: "seen" },
    { centerPatient: [33, 212, -589], radiusMm: 8, source: "seen" },
  ],
  "lung-3mm": [
    { centerPatient: [-83, -191, -194], radiusMm: 18, source: "seen" },
    { centerPatient: [-87, -128, -39], radiusMm: 7, source: "seen" },
    { centerPatient: [106, -131, -195], radiusMm: 8, source: "seen" },
  ],
};
