import { openHost, productVersion, serveLoopback } from "../../host/index.ts";
import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";

export const serveVerb: Verb = {
  name: "serve",
  summary: "Serve the workstation on 127.0.0.1 until Ctrl+C; prints the address with a token that works once.",
  takes: "",
  minimumPositionals: 0,
  maximumPositionals: 0,
  options: { port: { type: "string", default: "0" }, demo: { type: "boolean" } },
  optionHelp: [
    ["--port N", "port on 127.0.0.1 (default: any free one)"],
    ["--demo", "make the demo patient when the data folder is new"],
  ],
  async run({ options, dataDirectory, json, log, signal, streams }) {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new CliError("usage", "--port takes a number from 0 to 65535.");
    const host = openHost({ dataDirectory, log, shell: "browser", version: productVersion, demo: options.demo === true });
    try {
      const server = await serveLoopback({ handle: host.handle, port, log });
      const url = server.launchUrl();
      streams.out(json ? `${JSON.stringify({ url, origin: server.origin, bearer: server.bearer })}\n` : `${url}\n`);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await server.close();
    } finally {
      await host.close();
    }
    return { data: undefined, text: "" };
  },
};
