/** Answers that were asked for before the program itself was there, by their address. */
export type AheadAnswers = Map<string, Promise<Response>>;

declare global {
  /** Set by a script of its own (`renderer/ahead.ts`), which is there long before the program. */
  var hounsfieldAhead: AheadAnswers | undefined;
}

/** Whether anything was asked for ahead of the program. */
export function wasAskedAhead(): boolean {
  return globalThis.hounsfieldAhead !== undefined;
}

/** The answer to an address, once; undefined where it was not asked for ahead. */
export function takeAhead(path: string): Promise<Response> | undefined {
  const answers = globalThis.hounsfieldAhead;
  const answer = answers?.get(path);
  answers?.delete(path);
  return answer;
}
