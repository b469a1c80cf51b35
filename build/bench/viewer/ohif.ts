import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { startOrthanc } from "../../../src/testing/orthanc.ts";
import { environment, root } from "../../scripts/shell.ts";

const version = "3.13.2";
const sha512 = "WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==";

/** OHIF's built viewer beside an Orthanc that holds the data, both on loopback. */
export interface OhifPeer {
  readonly name: string;
  readonly url: string;
  /** Starts the archive anew: nothing of an earlier round is in its memory. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Unpacks OHIF's published package into the cache of node_modules; undefined where it cannot be had, with a line that says so. */
export function ohifFiles(): string | undefined {
  const cache = join(root, "node_modules", ".cache", "ohif");
  const directory = join(cache, version);
  if (existsSync(join(directory, "dist", "index.html"))) return join(directory, "dist");
  mkdirSync(cache, { recursive: true });
  spawnSync("npm", ["pack", `@ohif/app@${version}`, "--pack-destination", cache], {
    env: environment,
    stdio: "ignore",
    cwd: root,
  });
  const archive = readdirSync(cache).find((name) => name.endsWith(`${version}.tgz`));
  if (archive === undefined) {
    process.stderr.write("skipped: the comparison with OHIF; @ohif/app could not be fetched from the npm registry.\n");
    return undefined;
  }
  const path = join(cache, archive);
  const found = createHash("sha512").update(readFileSync(path)).digest("base64");
  if (found !== sha512) throw new Error("The package of OHIF that came is not the one that was meant.");
  const fresh = join(cache, "package");
  rmSync(fresh, { recursive: true, force: true });
  if (spawnSync("tar", ["xzf", path, "-C", cache]).status !== 0) throw new Error("The package of OHIF could not be unpacked.");
  renameSync(fresh, directory);
  rmSync(path);
  return join(directory, "dist");
}

/** Serves OHIF beside an Orthanc that has taken in the files. */
export async function startOhif(dist: string, files: readonly string[]): Promise<OhifPeer> {
  let orthanc = await startOrthanc({ configuration: { DicomWeb: { Enable: true, Root: "/dicom-web/", Ssl: false } } });
  for (const file of files) {
    const answer = await fetch(`${orthanc.httpUrl}/instances`, { method: "POST", body: readFileSync(file) });
    if (!answer.ok) throw new Error(`Orthanc refused a file with status ${answer.status}.`);
    await answer.body?.cancel();
  }
  const { directory, httpPort, dicomPort } = orthanc;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path.endsWith("app-config.js")) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(configuration(orthanc.dicomWebUrl));
      return;
    }
    const wanted = join(dist, path);
    const isFile = wanted.startsWith(dist + sep) && existsSync(wanted) && statSync(wanted).isFile();
    const file = isFile ? wanted : join(dist, "index.html");
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    name: `OHIF ${version} beside Orthanc`,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async restart() {
      await orthanc.stop({ keep: true });
      orthanc = await startOrthanc({ directory, httpPort, dicomPort });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await orthanc.stop();
    },
  };
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** OHIF's own defaults, pointed at the archive beside it. */
function configuration(dicomWebUrl: string): string {
  const source = {
    namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
    sourceName: "dicomweb",
    configuration: {
      friendlyName: "Orthanc",
      name: "orthanc",
      wadoUriRoot: dicomWebUrl,
      qidoRoot: dicomWebUrl,
      wadoRoot: dicomWebUrl,
      qidoSupportsIncludeField: false,
      imageRendering: "wadors",
      thumbnailRendering: "wadors",
      enableStudyLazyLoad: true,
      supportsFuzzyMatching: false,
      supportsWildcard: true,
      omitQuotationForMultipartRequest: true,
    },
  };
  return `window.config = ${JSON.stringify({
    routerBasename: null,
    extensions: [],
    modes: [],
    customizationService: {},
    showStudyList: true,
    maxNumberOfWebWorkers: 3,
    showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: false,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    groupEnabledModesFirst: true,
    investigationalUseDialog: { option: "never" },
    maxNumRequests: { interaction: 100, thumbnail: 5, prefetch: 25 },
    defaultDataSourceName: "dicomweb",
    dataSources: [source],
  })};`;
}
