import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { hasProgram } from "./shell.ts";

/** Programs made by others that tests compare with: [Debian package, how to tell that it is there]. */
const peers: readonly (readonly [string, () => boolean])[] = [
  ["chromium", () => hasProgram("chromium") || hasProgram("google-chrome")],
  ["orthanc", () => hasProgram("Orthanc")],
  [
    "orthanc-dicomweb",
    () => ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so", "/usr/lib/orthanc/libOrthancDicomWeb.so"].some(existsSync),
  ],
  ["dcmtk", () => hasProgram("dcmdump")],
  ["dicom3tools", () => hasProgram("dciodvfy")],
  ["libgdcm-tools", () => hasProgram("gdcmscanner")],
  ["fonts-noto-cjk", () => existsSync("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")],
];

/** Installs the missing peers through apt where that is possible without a question; says in a line what is skipped otherwise. */
export function installPeers(): void {
  const missing = peers.filter(([, isThere]) => !isThere()).map(([name]) => name);
  if (missing.length === 0) return;
  const prefix = privilege();
  if (!hasProgram("apt-get") || !prefix) {
    process.stdout.write(
      `skipped: tests that need ${missing.join(", ")}; to have them: install these packages (Debian: apt-get install ${missing.join(" ")}).\n`,
    );
    return;
  }
  process.stdout.write(`installing the programs that tests compare with: ${missing.join(", ")}\n`);
  const apt = (...args: readonly string[]) => {
    const [command, ...rest] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args] as [string, ...string[]];
    return spawnSync(command, rest, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  };
  apt("update", "-q");
  // One at a time: a package that this release does not have must not keep the others away.
  for (const name of missing) {
    if (!apt("install", "-y", "-q", "--no-install-recommends", name)) {
      process.stdout.write(
        `skipped: tests that need ${name}, which could not be installed; to have them: apt-get install ${name}.\n`,
      );
    }
  }
}

function privilege(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return hasProgram("sudo") && spawnSync("sudo", ["-n", "true"]).status === 0 ? ["sudo", "-n"] : undefined;
}

if (import.meta.main) installPeers();
