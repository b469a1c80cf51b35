import type { Destination } from "../contract/index.ts";
import { CliError } from "./errors.ts";

const callingAeTitle = "HOUNSFIELD";

/** Parses `embedded`, `http(s)://host/dicom-web` or `dimse://AET@host:port`. @throws CliError "usage" */
export function parseDestination(text: string): Destination {
  if (text === "embedded") return { kind: "embedded" };
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return { kind: "dicomweb", url: text };
  const dimse = /^dimse:\/\/([^@/\s]{1,16})@([^:/\s]+):(\d{1,5})$/.exec(text);
  if (dimse) {
    const [, calledAeTitle, host, port] = dimse as unknown as [string, string, string, string];
    if (Number(port) >= 1 && Number(port) <= 65535)
      return { kind: "dimse", host, port: Number(port), calledAeTitle, callingAeTitle };
  }
  throw new CliError("usage", `"${text}" is no destination; give embedded, http://host/dicom-web or dimse://AET@host:port.`);
}
