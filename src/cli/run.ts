import { parseArgs } from "node:util";
import { isAbort, type Log, silentLog, toErrorRecord } from "../base/index.ts";
import { defaultDataDirectory, openLocalWorkstation, type Workstation } from "../host/index.ts";
import { CliError } from "./errors.ts";
import type { Streams, Verb, VerbResult } from "./verb.ts";
import { verbs } from "./verbs.ts";

const commonOptions = {
  archive: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  verbose: { type: "boolean" },
} as const;

export type ExitStatus = 0 | 1 | 2;

/** Runs one command line: exit status 0 done, 1 failed, 2 usage. JSON alone goes to standard output with --json. */
export async function runCli(argv: readonly string[], streams: Streams, log: Log, signal: AbortSignal): Promise<ExitStatus> {
  const [name, ...rest] = argv;
  const verb = verbs.find((candidate) => candidate.name === name);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    streams.out(overview());
    return name === undefined ? 2 : 0;
  }
  if (!verb) {
    streams.err(`hounsfield: there is no verb "${name}".\n\n${overview()}`);
    return 2;
  }
  try {
    return await runVerb(verb, rest, streams, log, signal);
  } catch (error) {
    const usage = error instanceof CliError && error.code === "usage";
    const record = toErrorRecord(error);
    streams.err(
      `hounsfield ${verb.name}: ${isAbort(error) ? "cancelled." : record.message}\n${usage ? `\n${usageOf(verb)}` : ""}`,
    );
    if (rest.includes("--json") && !usage) streams.out(`${JSON.stringify({ error: record })}\n`);
    return usage ? 2 : 1;
  }
}

async function runVerb(
  verb: Verb,
  argv: readonly string[],
  streams: Streams,
  log: Log,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { values, positionals } = parse(verb, argv);
  if (values.help === true) {
    streams.out(usageOf(verb));
    return 0;
  }
  if (positionals.length < verb.minimumPositionals || positionals.length > verb.maximumPositionals) {
    throw new CliError("usage", `${verb.name} takes ${verb.takes || "no arguments"}.`);
  }
  const dataDirectory = typeof values.archive === "string" ? values.archive : defaultDataDirectory();
  const verbLog = values.verbose === true ? log : silentLog;
  let opened: Workstation | undefined;
  const workstation = () => {
    opened ??= openLocalWorkstation({ dataDirectory, log: verbLog });
    return opened;
  };
  try {
    const json = values.json === true;
    const result: VerbResult = await verb.run({
      positionals,
      options: values,
      json,
      dataDirectory,
      streams,
      log: verbLog,
      signal,
      workstation,
    });
    const text = json ? (JSON.stringify(result.data) ?? "") : result.text;
    if (text !== "") streams.out(`${text}\n`);
    return result.failed ? 1 : 0;
  } finally {
    await opened?.dispose();
  }
}

function parse(verb: Verb, argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...verb.options, ...commonOptions },
      allowPositionals: true,
      strict: true,
    }) as {
      values: Record<string, string | boolean | readonly string[] | undefined>;
      positionals: string[];
    };
  } catch (error) {
    throw new CliError("usage", error instanceof Error ? error.message : String(error));
  }
}

function usageOf(verb: Verb): string {
  const common: readonly (readonly [string, string])[] = [
    ["--archive DIR", "the data folder to work on (default: the workstation's own)"],
    ["--json", "the answer as JSON, alone on standard output; messages go to standard error"],
    ["--verbose", "log what is done, as JSON lines on standard error"],
    ["--help", "this text"],
  ];
  const lines = [...verb.optionHelp, ...common].map(([flag, what]) => `  ${flag.padEnd(26)} ${what}`);
  return `Usage: hounsfield ${verb.name} ${verb.takes}\n\n${verb.summary}\n\n${lines.join("\n")}\n`;
}

function overview(): string {
  const lines = verbs.map((verb) => `  ${verb.name.padEnd(10)} ${verb.summary.split("\n")[0]}`);
  return `Usage: hounsfield VERB [ARGUMENTS] [--archive DIR] [--json]\n\n${lines.join("\n")}\n\nhounsfield VERB --help tells more. Exit status: 0 done, 1 failed, 2 wrong usage.\n`;
}
