import { readdirSync, readFileSync } from "node:fs";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { watchPage } from "./watch-page.ts";

/** A browser that nothing was opened in before: one profile, one page. */
export interface FreshBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Proportional set size of the renderer and GPU processes together, in MiB (Linux). */
  memoryMiB(): number;
  close(): Promise<void>;
}

export const screenSize = { width: 1600, height: 1000 };

/** The same for every program that is measured. */
export const browserFlags: readonly string[] = [
  "--headless=new",
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // OHIF asks Orthanc from another origin, which Debian's Orthanc does not allow by itself; given to both.
  "--disable-web-security",
  "--use-gl=angle",
  "--use-angle=gl-egl",
  "--ignore-gpu-blocklist",
];

/**
 * Starts a Chromium without a window and with an empty profile, the same for every program that is measured.
 *
 * @param headers sent with every request: how a page is let in without a window of its own
 */
export async function openFreshBrowser(headers: Readonly<Record<string, string>> = {}): Promise<FreshBrowser> {
  const server = await chromium.launchServer({
    executablePath: process.env.HOUNSFIELD_CHROMIUM ?? "/usr/bin/chromium",
    args: [...browserFlags],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const context = await browser.newContext({ viewport: screenSize, locale: "en-GB", extraHTTPHeaders: { ...headers } });
  const page = await context.newPage();
  await page.addInitScript(watchPage);
  return {
    page,
    context,
    memoryMiB: () => memoryOf(server.process().pid as number),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Renderer and GPU processes below a browser, in MiB: shared pages count by their share. */
export function memoryOf(browserPid: number): number {
  let kibibytes = 0;
  for (const pid of descendants(browserPid)) {
    const command = readText(`/proc/${pid}/cmdline`);
    if (!/--type=(renderer|gpu-process)/.test(command)) continue;
    kibibytes += Number(/^Pss:\s+(\d+)/m.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kibibytes / 1024;
}

function descendants(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    // The name between brackets may hold spaces; the parent is the second field after it.
    const fields = readText(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ");
    if (fields?.[1] !== undefined) parents.set(pid, Number(fields[1]));
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && pid > 1 && isBelow(parents.get(pid)));
  return [...parents.keys()].filter((pid) => pid !== root && isBelow(pid));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
