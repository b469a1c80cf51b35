import { Zip, ZipPassThrough } from "fflate";

/** Puts files one after another into a ZIP; PNGs are compressed already. */
export class ZipFile {
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  readonly #zip = new Zip((error, chunk) => {
    if (error === null) this.#chunks.push(new Uint8Array(chunk));
    else this.#error = error;
  });
  #error: unknown;

  add(name: string, bytes: Uint8Array): void {
    const file = new ZipPassThrough(name);
    // Files of a ZIP say when they were made: that of an export says nothing of the examination.
    file.mtime = new Date(1980, 0, 1, 12);
    this.#zip.add(file);
    file.push(bytes, true);
    if (this.#error !== undefined) throw this.#error;
  }

  finish(): Blob {
    this.#zip.end();
    if (this.#error !== undefined) throw this.#error;
    return new Blob(this.#chunks, { type: "application/zip" });
  }
}
