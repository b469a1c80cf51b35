import { rmSync } from "node:fs";
import type { Socket } from "node:net";

/**
 * Loaded into a served workstation before itself. The pipe on its standard input closes when the test that started it is gone, in
 * whatever way: it then ends too, and takes its folder along.
 */
const folder = process.env.E2E_FOLDER ?? "";
const pipe = process.stdin as unknown as Socket;

pipe.once("close", () => {
  if (folder !== "") process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.kill(process.pid, "SIGTERM");
});
pipe.resume();
pipe.unref();
