import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** A family of codestreams that a WebAssembly decoder handles. */
export type CodecFamily = "jpeg" | "jpeg-ls" | "jpeg-2000" | "htj2k" | "jpeg-xl";

/** What the decoders of the installed packages have in common. */
export interface WasmDecoder {
  getEncodedBuffer(byteLength: number): Uint8Array;
  decode(): void;
  /** A view of the module's memory: valid until the decoder is deleted. */
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned?: boolean;
  };
  /** JPEG-LS: 0 planes, 1 lines, 2 samples. */
  getInterleaveMode?(): number;
  delete(): void;
}

/** Families that can be written too. */
export type EncoderFamily = "jpeg-ls" | "htj2k";

/** What the encoders of the installed packages have in common. */
export interface WasmEncoder {
  /** A view of the module's memory to be filled with a frame of this kind; valid until `encode`. */
  getDecodedBuffer(frame: {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
    readonly isUsingColorTransform: boolean;
  }): Uint8Array;
  encode(): void;
  /** A view of the module's memory: valid until the encoder is deleted. */
  getEncodedBuffer(): Uint8Array;
  /** JPEG-LS: the largest error, 0 for none. */
  setNearLossless?(error: number): void;
  /** JPEG-LS: as `getInterleaveMode`. */
  setInterleaveMode?(mode: number): void;
  /** HTJ2K. */
  setQuality?(lossless: boolean, quantizationStep: number): void;
  delete(): void;
}

type WasmModule = Readonly<Record<string, new () => WasmDecoder & WasmEncoder>>;

/** The decoders of one worker: loaded when first needed, kept, thrown away after a crash. */
export interface Codecs {
  /** A fresh decoder of a family; `delete` it when done. */
  decoder(family: CodecFamily): Promise<WasmDecoder>;
  /** A fresh encoder of a family; `delete` it when done. */
  encoder(family: EncoderFamily): Promise<WasmEncoder>;
  /** Forgets a family's module after it failed in a way that may have broken its memory; the next use loads it anew. */
  discard(family: CodecFamily): void;
}

interface CodecPackage {
  readonly className: string;
  readonly load: () => Promise<WasmModule>;
}

const packages: Readonly<Record<CodecFamily, CodecPackage>> = {
  jpeg: {
    className: "JPEGDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")),
  },
  "jpeg-ls": {
    className: "JpegLSDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-charls/decodewasmjs")),
  },
  "jpeg-2000": {
    className: "J2KDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-openjpeg/decodewasmjs")),
  },
  htj2k: {
    className: "HTJ2KDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-openjph/wasmjs")),
  },
  "jpeg-xl": {
    className: "JpegXLDecoder",
    // This one looks for its binary with fetch, which reads no files in Node.
    load: async () => {
      const binary = createRequire(import.meta.url).resolve("@cornerstonejs/codec-libjxl/decodewasm");
      return instantiate(await import("@cornerstonejs/codec-libjxl/decodewasmjs"), { wasmBinary: await readFile(binary) });
    },
  },
};

/** The JPEG-LS encoder lies in a module of its own. */
const encoderPackages: Readonly<Record<EncoderFamily, CodecPackage>> = {
  "jpeg-ls": {
    className: "JpegLSEncoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-charls/wasmjs")),
  },
  htj2k: { ...packages.htj2k, className: "HTJ2KEncoder" },
};

/** Makes the codecs of a process; nothing is loaded until it is used (about 50 ms a family). */
export function createCodecs(): Codecs {
  const loaded = new Map<CodecFamily | "jpeg-ls-encoder", Promise<WasmModule>>();
  const make = async (key: CodecFamily | "jpeg-ls-encoder", { className, load }: CodecPackage) => {
    const module = loaded.get(key) ?? load();
    loaded.set(key, module);
    try {
      const Made = (await module)[className];
      if (Made === undefined) throw new Error(`${className} is missing`);
      return new Made();
    } catch (error) {
      loaded.delete(key);
      throw error;
    }
  };
  return {
    decoder: (family) => make(family, packages[family]),
    encoder: (family) => make(family === "jpeg-ls" ? "jpeg-ls-encoder" : family, encoderPackages[family]),
    discard(family) {
      loaded.delete(family);
      if (family === "jpeg-ls") loaded.delete("jpeg-ls-encoder");
    },
  };
}

/** Emscripten modules write to the console unless told otherwise; standard output belongs to the command line's JSON. */
function instantiate(
  script: { readonly default: (options: object) => Promise<WasmModule> },
  options: object = {},
): Promise<WasmModule> {
  return script.default({ print: () => undefined, printErr: () => undefined, ...options });
}
