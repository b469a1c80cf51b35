import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasTool } from "./environment.ts";

/** A real archive on this machine, on ports of its own, loopback only. */
export interface OrthancServer {
  /** Base of DICOMweb: "http://127.0.0.1:PORT/dicom-web". */
  readonly dicomWebUrl: string;
  readonly httpUrl: string;
  readonly dicomPort: number;
  readonly aeTitle: string;
  /** Ends the process and removes its storage, unless `keep` is set: then `startOrthanc({directory})` goes on with it. */
  stop(options?: { readonly keep?: boolean }): Promise<void>;
  /** Its storage, to start it again at the same ports with `startOrthanc({ directory, httpPort, dicomPort })`. */
  readonly directory: string;
  readonly httpPort: number;
}

export interface OrthancOptions {
  readonly directory?: string;
  readonly httpPort?: number;
  readonly dicomPort?: number;
  readonly aeTitle?: string;
  /** Further settings of its configuration file. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

const PLUGIN_PLACES = ["/usr/share/orthanc/plugins", "/usr/lib/orthanc", "/usr/local/share/orthanc/plugins", "/usr/local/lib"];
const PLUGIN_NAMES = ["libOrthancDicomWeb.so", "libOrthancDicomWeb.so.1.7"];

/** Whether Orthanc and its DICOMweb plugin are here; where not, a line says what to install. */
export function hasOrthanc(): boolean {
  if (!hasTool("Orthanc")) return false;
  if (dicomWebPlugin() !== undefined) return true;
  process.stderr.write(
    "skipped: tests that need the DICOMweb plugin of Orthanc; to run them: apt-get install orthanc-dicomweb\n",
  );
  return false;
}

/** Starts Orthanc in a temporary folder and waits until it answers. @throws Error where it does not within 30 s */
export async function startOrthanc(options: OrthancOptions = {}): Promise<OrthancServer> {
  const plugin = dicomWebPlugin();
  if (plugin === undefined) throw new Error("Orthanc's DICOMweb plugin is not installed (apt-get install orthanc-dicomweb)");
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "hounsfield-orthanc-"));
  mkdirSync(directory, { recursive: true });
  const [freeHttp, freeDicom] = await freePorts(2);
  const httpPort = options.httpPort ?? freeHttp ?? 0;
  const dicomPort = options.dicomPort ?? freeDicom ?? 0;
  const aeTitle = options.aeTitle ?? "ORTHANC";
  const configuration = {
    Name: "hounsfield-test",
    StorageDirectory: join(directory, "storage"),
    IndexDirectory: join(directory, "storage"),
    Plugins: [plugin],
    HttpPort: httpPort,
    HttpServerEnabled: true,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomPort: dicomPort,
    DicomAet: aeTitle,
    DicomCheckCalledAet: false,
    DicomAlwaysAllowEcho: true,
    DicomAlwaysAllowStore: true,
    DicomAlwaysAllowFind: true,
    DefaultEncoding: "Utf8",
    OverwriteInstances: true,
    StorageAccessOnFind: "Always",
    DicomWeb: { Enable: true, Root: "/dicom-web/", EnableWado: false, Ssl: false },
    ...options.configuration,
  };
  const file = join(directory, "orthanc.json");
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn("Orthanc", [file], { stdio: ["ignore", "ignore", "ignore"] });
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  await answers(`${httpUrl}/system`, child);
  return {
    dicomWebUrl: `${httpUrl}/dicom-web`,
    httpUrl,
    dicomPort,
    aeTitle,
    directory,
    httpPort,
    async stop({ keep = false } = {}) {
      await ended(child);
      if (!keep) rmSync(directory, { recursive: true, force: true });
    },
  };
}

function dicomWebPlugin(): string | undefined {
  return PLUGIN_PLACES.flatMap((place) => PLUGIN_NAMES.map((name) => join(place, name))).find((path) => existsSync(path));
}

/** Ports that are free now, on loopback. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`Orthanc ended with ${child.exitCode} before it answered`);
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await ended(child);
  throw new Error("Orthanc did not answer within 30 s");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exit;
  clearTimeout(timer);
}
