/** Cancels a job when the signal is aborted, also where that came before the job was there to be told. */
export function cancelWith<T extends { readonly cancel: () => void }>(signal: AbortSignal, job: T): T {
  if (signal.aborted) job.cancel();
  else signal.addEventListener("abort", job.cancel, { once: true });
  return job;
}
