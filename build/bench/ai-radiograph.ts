import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/base/index.ts";
import { sopClasses, uidFromText } from "../../src/dicom/index.ts";
import { openLocalWorkstation, startAnalysis, startImport } from "../../src/host/index.ts";
import { buildTestImage } from "../../src/testing/dicom-image.ts";
import { greyImage, writeImagePackage } from "../../src/testing/image-package.ts";
import { drawLimb } from "../../src/testing/limb-radiograph.ts";
import { root } from "../scripts/shell.ts";
import { buildBenchDetector, detectorSize } from "./ai-detector.ts";
import { median, type Row, row } from "./row.ts";

const rounds = 5;

type Run = Awaited<Awaited<ReturnType<typeof startAnalysis>>["finished"]>;

/**
 * A radiograph through a detector of the size of a small YOLO, from the stored file to proposals, each run in a worker process of its own
 * as in the program: a chest radiograph of a real device where one is here, and a drawn one of the size of a flat panel.
 */
export async function benchRadiographs(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), "bench-radiograph-"));
  const workstation = openLocalWorkstation({ dataDirectory: join(directory, "data"), log: silentLog });
  try {
    const { bytes, parameters, giga } = buildBenchDetector();
    const model = join(directory, "model");
    await writeImagePackage(model, detectorPackage(bytes));
    const { id: modelId } = await workstation.models.install(model, { acceptUnsigned: true });
    const rows: Row[] = [
      row("  detector for radiographs", parameters / 1e6, "million"),
      row("  its multiplications", giga, "thousand million"),
    ];
    for (const { name, folder } of radiographs(directory)) {
      const { studyInstanceUids } = await startImport(workstation, folder).finished;
      const seriesInstanceUid = workstation.archive.seriesOfStudy(studyInstanceUids[0] as string)[0]?.seriesInstanceUid as string;
      const runs: Run[] = [];
      // The first measures the providers too and is not counted.
      for (let round = 0; round <= rounds; round++) {
        const run = await (await startAnalysis(workstation, { seriesInstanceUid, modelId })).finished;
        if (run.state !== "done") throw new Error(`The analysis ended as ${run.state}: ${run.error?.message}`);
        if (round > 0) runs.push(run);
      }
      const of = (value: (run: (typeof runs)[number]) => number) => median(runs.map(value));
      const networks = of(({ stageSeconds }) => stageSeconds.networks ?? 0);
      const worked = of(({ stageSeconds: { networks: _, ...steps } }) =>
        Object.values(steps).reduce((sum, step) => sum + step, 0),
      );
      rows.push(
        row(
          `radiograph end to end, ${name}, median of ${rounds}`,
          of((run) => run.seconds ?? 0),
          "s",
          { atMost: 1 },
        ),
        row(`  its network, ${name}`, networks, "s"),
        row(
          `  loading and testing the model, ${name}`,
          of(({ stageSeconds }) => stageSeconds.model ?? 0),
          "s",
        ),
        row(
          `  reading and all around the network, ${name}`,
          worked - networks - of(({ stageSeconds }) => stageSeconds.model ?? 0),
          "s",
        ),
        row(`  starting the worker process, ${name}`, of((run) => run.seconds ?? 0) - worked, "s"),
        row(
          `  proposals, ${name}`,
          of(({ proposalCount }) => proposalCount),
          "findings",
        ),
      );
    }
    return rows;
  } finally {
    await workstation.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

function detectorPackage(network: Uint8Array): Parameters<typeof writeImagePackage>[1] {
  return {
    stages: [
      {
        ...{ id: "boxes", network, tensors: ["boxes"] },
        inputs: [{ name: "images", shape: [1, 1, ...detectorSize], recipe: greyImage("images", detectorSize) }],
        outputs: [
          {
            ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh" },
            ...{ normalised: false, labels: ["lesion"], threshold: 0.5, iou: 0.3, maxCandidates: 300 },
          },
        ],
      },
    ],
    findings: { lesion: { geometry: "box" } },
    thresholds: { lesion: 0.6 },
  };
}

interface BenchRadiograph {
  readonly name: string;
  readonly folder: string;
}

function radiographs(directory: string): readonly BenchRadiograph[] {
  const data = process.env.HOUNSFIELD_DATA ?? join(root, "..", "shared", "data");
  const real = join(data, "objects", "us-xa-mg-dx", "gdcm-CR-MONO1-10-chest.dcm");
  const folderOf = (name: string) => {
    const folder = join(directory, name);
    mkdirSync(folder);
    return folder;
  };
  const drawn = folderOf("drawn");
  writeFileSync(join(drawn, "1.dcm"), drawnPanel());
  const panel = { name: "drawn 2500 x 3000", folder: drawn };
  if (!existsSync(real)) return [panel];
  const folder = folderOf("real");
  copyFileSync(real, join(folder, "1.dcm"));
  return [{ name: "real CR 440 x 440", folder }, panel];
}

/** 12 bits of 16, uncompressed, as a flat panel sends them. */
function drawnPanel(): Uint8Array {
  const { columns, rows, shown } = drawLimb({ columns: 2500, rows: 3000, fractureAt: 0.4 });
  const pixels = Uint16Array.from(shown, (value) => Math.round(value * 4095));
  return buildTestImage({
    ...{ rows, columns, bitsStored: 12, pixels: new Uint8Array(pixels.buffer) },
    more: (dataset) => {
      dataset
        .set("SOPClassUID", sopClasses.DigitalXRayImageStorageForPresentation)
        .set("SOPInstanceUID", uidFromText("bench panel"));
      dataset
        .set("SeriesInstanceUID", uidFromText("bench panel series"))
        .set("StudyInstanceUID", uidFromText("bench panel study"));
      dataset.set("Modality", "DX").set("PatientID", "BENCH").set("PatientName", "Bench^DX");
      dataset.set("WindowCenter", 2048).set("WindowWidth", 4096);
    },
  });
}
