import { type Destination, settingsSchema } from "../../../src/contract/index.ts";

/** The destination as its fields hold it while it is typed; every kind keeps its own. */
export interface DestinationForm {
  readonly kind: Destination["kind"];
  readonly url: string;
  readonly host: string;
  readonly port: string;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
}

const EMPTY: DestinationForm = {
  kind: "embedded",
  url: "",
  host: "",
  port: "104",
  calledAeTitle: "",
  callingAeTitle: "HOUNSFIELD",
};

export function formOf(destination: Destination): DestinationForm {
  switch (destination.kind) {
    case "embedded":
      return EMPTY;
    case "dicomweb":
      return { ...EMPTY, kind: "dicomweb", url: destination.url };
    case "dimse":
      return { ...EMPTY, ...destination, port: String(destination.port) };
  }
}

/** The destination the fields stand for, or undefined while something is missing or wrong. */
export function parseDestination(form: DestinationForm): Destination | undefined {
  return settingsSchema.shape.destination.safeParse(wireForm(form)).data;
}

function wireForm(form: DestinationForm): unknown {
  switch (form.kind) {
    case "embedded":
      return { kind: "embedded" };
    case "dicomweb":
      return { kind: "dicomweb", url: form.url.trim() };
    case "dimse":
      return {
        kind: "dimse",
        host: form.host.trim(),
        port: Number(form.port),
        calledAeTitle: form.calledAeTitle.trim(),
        callingAeTitle: form.callingAeTitle.trim(),
      };
  }
}
