import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";

const targets = ["jpeg-ls", "htj2k", "explicit"] as const;

export const recompressVerb: Verb = {
  name: "recompress",
  summary: "Write an image file anew without loss, as JPEG-LS, HTJ2K or uncompressed; the original stays as it is.",
  takes: "FILE",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: { to: { type: "string" }, out: { type: "string" } },
  optionHelp: [
    ["--to jpeg-ls|htj2k|explicit", "how the pixels are written; no value changes, so the SOP Instance UID stays"],
    ["--out FILE", "the file to make; an existing one is not overwritten"],
  ],
  async run({ positionals, options, workstation, signal }) {
    const path = resolve(positionals[0] as string);
    const target = targets.find((name) => name === options.to);
    if (target === undefined) throw new CliError("usage", `Say how with --to ${targets.join("|")}.`);
    if (typeof options.out !== "string") throw new CliError("usage", "Say where to with --out FILE.");
    if (!existsSync(path)) throw new CliError("not-found", `There is nothing at ${positionals[0]}. Give an existing file.`);
    const made = await workstation().tasks.run("recompress", { path, target, out: resolve(options.out) }, { signal });
    const share = Math.round((100 * made.byteLengthAfter) / made.byteLengthBefore);
    return {
      data: made,
      text: `${options.out}: ${made.frames} ${made.frames === 1 ? "frame" : "frames"}, ${made.byteLengthAfter} bytes, ${share} % of the original`,
    };
  },
};
