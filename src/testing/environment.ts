import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The folder of real files, or null with a line that says how to get it: HOUNSFIELD_DATA, else ../shared/data beside the checkout. */
export function dataRoot(): string | null {
  const root = process.env.HOUNSFIELD_DATA ?? join(repositoryRoot, "..", "shared", "data");
  if (existsSync(root)) return root;
  say("real studies", "set HOUNSFIELD_DATA to a folder that holds them");
  return null;
}

const packages: Readonly<Record<string, string>> = {
  dcmdump: "dcmtk",
  dcm2json: "dcmtk",
  dcmj2pnm: "dcmtk",
  dcm2img: "dcmtk",
  dcmdjpls: "dcmtk",
  dcmp2pgm: "dcmtk",
  dcmpschk: "dcmtk",
  dsr2html: "dcmtk",
  dsrdump: "dcmtk",
  echoscu: "dcmtk",
  findscu: "dcmtk",
  storescp: "dcmtk",
  storescu: "dcmtk",
  dcmqrscp: "dcmtk",
  gdcmconv: "libgdcm-tools",
  gdcmdump: "libgdcm-tools",
  gdcmraw: "libgdcm-tools",
  gdcmscanner: "libgdcm-tools",
  dciodvfy: "dicom3tools",
  Orthanc: "orthanc orthanc-dicomweb",
  chromium: "chromium",
};

/** Whether a program is on the PATH; where not, a line says which tests are skipped and what to install. */
export function hasTool(name: string): boolean {
  const found = spawnSync(process.platform === "win32" ? "where" : "which", [name], { stdio: "ignore" });
  if (found.status === 0) return true;
  say(name, `apt-get install ${packages[name] ?? name}`);
  return false;
}

function say(what: string, how: string): void {
  process.stderr.write(`skipped: tests that need ${what}; to run them: ${how}\n`);
}
