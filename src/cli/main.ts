import { createJsonLog } from "../base/index.ts";
import { runCli } from "./run.ts";

const interrupted = new AbortController();
process.on("SIGINT", () => interrupted.abort());
process.on("SIGTERM", () => interrupted.abort());

const streams = { out: (text: string) => process.stdout.write(text), err: (text: string) => process.stderr.write(text) };
process.exitCode = await runCli(process.argv.slice(2), streams, createJsonLog(streams.err), interrupted.signal);
