import type { Code } from "../../findings/index.ts";

const dcm = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });

/** Document titles of key objects (PS3.16 CID 7010), by the code they are kept under; those that a reader gives while reading. */
export const keyObjectTitles = {
  "113000": dcm("113000", "Of Interest"),
  "113002": dcm("113002", "For Referring Provider"),
  "113003": dcm("113003", "For Surgery"),
  "113004": dcm("113004", "For Teaching"),
  "113005": dcm("113005", "For Conference"),
  "113006": dcm("113006", "For Therapy"),
  "113007": dcm("113007", "For Patient"),
  "113008": dcm("113008", "For Peer Review"),
  "113009": dcm("113009", "For Research"),
  "113010": dcm("113010", "Quality Issue"),
  "113013": dcm("113013", "Best In Set"),
  "113018": dcm("113018", "For Printing"),
  "113020": dcm("113020", "For Report Attachment"),
  "113001": dcm("113001", "Rejected for Quality Reasons"),
} as const satisfies Record<string, Code>;
export type KeyObjectTitle = keyof typeof keyObjectTitles;

export const keyObjectConcept = { description: dcm("113012", "Key Object Description") } as const;
