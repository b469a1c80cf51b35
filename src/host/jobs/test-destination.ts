import { toErrorRecord } from "../../base/index.ts";
import type { Destination, DestinationTest } from "../../contract/index.ts";
import { createDicomWebClient, NetError, sendEcho } from "../../net/index.ts";

const timeoutMs = 10_000;

/** Asks a destination whether it answers: QIDO-RS for DICOMweb, C-ECHO for a DICOM node. Never throws. */
export async function testDestination(destination: Destination, signal?: AbortSignal): Promise<DestinationTest> {
  const started = performance.now();
  const answer = (reachable: boolean, detail: string) => ({
    reachable,
    detail,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    const options = { timeoutMs, ...(signal ? { signal } : {}) };
    if (destination.kind === "dicomweb")
      await createDicomWebClient({ url: destination.url }).searchStudies({ limit: 1 }, options);
    if (destination.kind === "dimse") assertSuccess(await sendEcho(destination, options));
    return answer(true, "ok");
  } catch (error) {
    const { area, code } = toErrorRecord(error);
    return answer(false, `${area}.${code}`);
  }
}

function assertSuccess(status: number): void {
  if (status !== 0) throw new NetError("rejected", "The DICOM node answers, but refuses verification.", { status });
}
