import { toErrorRecord } from "../../src/base/index.ts";
import { compareFrames } from "./compare-frames.ts";
import { createExaminer } from "./examine.ts";
import type { Question } from "./types.ts";

// A worker process: examines one file at a time and answers; it ends with its parent.
const examiner = createExaminer(process.argv[2] as string);
process.on("disconnect", () => process.exit(0));
process.on("message", (question: Question) => {
  const answered = question.kind === "examine" ? examiner.examine(question) : compareFrames(question);
  answered.then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      // Nothing of the program may throw anything but its own errors, and those are answers: this is a crash.
      process.stderr.write(`${toErrorRecord(error).message}\n${error instanceof Error ? error.stack : ""}`);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
process.send?.("ready");
