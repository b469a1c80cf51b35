import type { ParseArgsOptionsConfig } from "node:util";
import type { Log } from "../base/index.ts";
import type { Workstation } from "../host/index.ts";

/** Where a verb writes: the answer on standard output, everything else on standard error. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export interface VerbContext {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly json: boolean;
  readonly dataDirectory: string;
  readonly streams: Streams;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Opened on first use and closed by the caller. */
  readonly workstation: () => Workstation;
}

/** What a verb came to: `data` is the JSON on standard output (undefined where the verb has written its own), `text` what a person reads instead; `failed` makes the exit status 1. */
export interface VerbResult {
  readonly data: unknown;
  readonly text: string;
  readonly failed?: boolean;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Positionals as shown in the usage line. */
  readonly takes: string;
  readonly minimumPositionals: number;
  readonly maximumPositionals: number;
  readonly options: ParseArgsOptionsConfig;
  /** One line per option: [flag with its value, what it does]. */
  readonly optionHelp: readonly (readonly [string, string])[];
  run(context: VerbContext): Promise<VerbResult>;
}
