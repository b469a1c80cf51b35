import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fingerprintOfPublisher, packArchive, parsePublisher } from "../../../inference/index.ts";
import { CliError } from "../../errors.ts";
import type { ModelVerb } from "./model-verb.ts";
import { grouped } from "./words.ts";

/** A key in a file is a few hundred bytes. */
const MAX_KEY_BYTES = 16 * 1024;

export const packModel: ModelVerb = {
  name: "pack",
  summary: "Write a package folder as one file, signed where --key and --signer are given.",
  takes: "FOLDER FILE",
  minimum: 2,
  maximum: 2,
  async run({ positionals, options }) {
    const [folder, file] = positionals as [string, string];
    const { key, signer } = options;
    if ((typeof key === "string") !== (typeof signer === "string"))
      throw new CliError("usage", "--key and --signer go together.");
    const by =
      typeof key === "string" && typeof signer === "string"
        ? { signer, signedAt: new Date(), privateKey: readKey(key) }
        : undefined;
    packArchive(resolve(folder), resolve(file), by);
    const { size } = statSync(resolve(file));
    const text = `Wrote ${file}, ${(size / 2 ** 20).toFixed(1)} MB, ${by ? `signed by ${by.signer}` : "not signed"}.`;
    return { data: { path: resolve(file), byteLength: size, signed: by !== undefined }, text };
  },
};

export const trustPublisher: ModelVerb = {
  name: "trust",
  summary: "Take packages signed with this public key without asking, under --name; without a file: who is trusted.",
  takes: "[KEYFILE]",
  minimum: 0,
  maximum: 1,
  async run({ positionals, options, workstation }) {
    const [path] = positionals;
    const { store } = workstation().models;
    if (path !== undefined) {
      if (typeof options.name !== "string") throw new CliError("usage", "Whose key is it? Give --name.");
      store.trust(parsePublisher(options.name, readKey(path)));
    }
    const publishers = store
      .publishers()
      .map((publisher) => ({ name: publisher.name, fingerprint: fingerprintOfPublisher(publisher) }));
    const lines = publishers.map(({ name, fingerprint }) => `${grouped(fingerprint)}  ${name}`);
    return { data: { publishers }, text: lines.length > 0 ? lines.join("\n") : "No publisher is known." };
  },
};

export const distrustPublisher: ModelVerb = {
  name: "distrust",
  summary: "Ask again before packages of this key are taken in; those installed stay.",
  takes: "FINGERPRINT",
  minimum: 1,
  maximum: 1,
  async run({ positionals, workstation }) {
    const wanted = (positionals[0] ?? "").replaceAll(/[\s:]/g, "").toLowerCase();
    const { store } = workstation().models;
    const [found, another] = store
      .publishers()
      .filter((publisher) => wanted.length >= 8 && fingerprintOfPublisher(publisher).startsWith(wanted));
    if (!found || another) throw new CliError("not-found", "No publisher has this key. `models trust` lists them.");
    store.distrust(found.publicKey);
    return { data: { name: found.name, trusted: false }, text: `${found.name} is not trusted any more.` };
  },
};

function readKey(path: string): string {
  try {
    if (statSync(path).size <= MAX_KEY_BYTES) return readFileSync(path, "utf8");
  } catch {
    // Said below.
  }
  throw new CliError("not-found", "The key file cannot be read.");
}
