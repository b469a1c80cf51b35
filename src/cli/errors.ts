import { AreaError } from "../base/index.ts";

export type CliErrorCode = "usage" | "not-found" | "failed";

export class CliError extends AreaError<"cli", CliErrorCode> {
  constructor(code: CliErrorCode, message: string) {
    super("cli", code, message);
  }
}
