import type { Verb } from "../verb.ts";

export const rebuildVerb: Verb = {
  name: "rebuild",
  summary: "Make the archive's index again from the stored files alone; pins and chosen versions are kept.",
  takes: "",
  minimumPositionals: 0,
  maximumPositionals: 0,
  options: {},
  optionHelp: [],
  async run({ workstation }) {
    const { archive } = workstation();
    const started = performance.now();
    const { adopted, quarantined } = await archive.care.rebuild();
    const seconds = (performance.now() - started) / 1000;
    const counts = archive.counts();
    const lines = [
      `${adopted} files indexed in ${seconds.toFixed(1)} s: ${counts.studies} studies, ${counts.instances} images`,
      ...(quarantined > 0 ? [`  ${quarantined} files are no DICOM objects and lie in the archive's folder "quarantine"`] : []),
    ];
    return { data: { adopted, quarantined, seconds, ...counts }, text: lines.join("\n") };
  },
};
