import { join } from "node:path";
import { type Publisher, stagePackage } from "../../../inference/index.ts";
import type { ModelVerb } from "./model-verb.ts";
import { signedWords } from "./words.ts";

export const checkModel: ModelVerb = {
  name: "check",
  summary: "Whether a package, folder or ZIP, is right: manifest, files, signature, self-test. Installs nothing.",
  takes: "PATH",
  minimum: 1,
  maximum: 1,
  async run({ positionals, dataDirectory, workstation, signal }) {
    const [path] = positionals as [string];
    const { models, tasks } = workstation();
    const staged = await stagePackage(path, join(dataDirectory, "models", ".staging"), signal);
    try {
      const started = performance.now();
      await tasks.run("try-model", { modelDirectory: staged.directory }, { signal });
      const seconds = (performance.now() - started) / 1000;
      const { manifest, signed } = staged;
      const known = models.store.publishers().map(({ publicKey }: Publisher) => publicKey);
      const isKnown = signed.state === "signed" && known.includes(signed.publicKey);
      const data = {
        id: manifest.id,
        version: manifest.version,
        contract: manifest.contract,
        files: manifest.files.length,
        bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        signed,
        known: isKnown,
        selfTest: { passed: true, seconds },
      };
      const lines = [
        `${manifest.title.en} (${manifest.id} ${manifest.version}), ${manifest.publisher.name}`,
        `Manifest right; ${data.files} files, ${(data.bytes / 2 ** 20).toFixed(1)} MB, each with its hash.`,
        signedWords(signed, isKnown),
        `Self-test passed in ${seconds.toFixed(1)} s.`,
      ];
      return { data, text: lines.join("\n") };
    } finally {
      staged.dispose();
    }
  },
};
