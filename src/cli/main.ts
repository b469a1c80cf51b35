import { keepCompiledCode } from "./code-cache.ts";

keepCompiledCode();
// Imported after it is known where what they become is kept.
const { createJsonLog } = await import("../base/index.ts");
const { runCli } = await import("./run.ts");

const interrupted = new AbortController();
process.on("SIGINT", () => interrupted.abort());
process.on("SIGTERM", () => interrupted.abort());

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    // `studies | head`: who reads no more is owed no more, and no stack of it. Half an answer on a full disk is a failure.
    if (code !== "EPIPE") process.exit(1);
  });
}

const streams = { out: (text: string) => process.stdout.write(text), err: (text: string) => process.stderr.write(text) };
process.exitCode = await runCli(process.argv.slice(2), streams, createJsonLog(streams.err), interrupted.signal);
