/** Something that owns a resource and gives it back once. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** Disposes in the reverse order of adding; goes on after a failure and throws the first one at the end. */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];

  add<T extends Disposable>(owned: T): T {
    this.#owned.push(owned);
    return owned;
  }

  async dispose(): Promise<void> {
    let failure: unknown;
    for (const owned of this.#owned.splice(0).reverse()) {
      try {
        await owned.dispose();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  }
}
