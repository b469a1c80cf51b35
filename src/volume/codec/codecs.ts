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

type WasmModule = Readonly<Record<string, new () => WasmDecoder>>;

/** The decoders of one worker: loaded when first needed, kept, thrown away after a crash. */
export interface Codecs {
  /** A fresh decoder of a family; `delete` it when done. */
  decoder(family: CodecFamily): Promise<WasmDecoder>;
  /** Forgets a family's module after it failed in a way that may have broken its memory; the next use loads it anew. */
  discard(family: CodecFamily): void;
}

interface CodecModule {
  readonly decoder: string;
  readonly script: string;
  readonly binary?: string;
}

const modules: Readonly<Record<CodecFamily, CodecModule>> = {
  jpeg: { decoder: "JPEGDecoder", script: "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" },
  "jpeg-ls": { decoder: "JpegLSDecoder", script: "@cornerstonejs/codec-charls/decodewasmjs" },
  "jpeg-2000": { decoder: "J2KDecoder", script: "@cornerstonejs/codec-openjpeg/decodewasmjs" },
  htj2k: { decoder: "HTJ2KDecoder", script: "@cornerstonejs/codec-openjph/wasmjs" },
  "jpeg-xl": {
    decoder: "JpegXLDecoder",
    script: "@cornerstonejs/codec-libjxl/decodewasmjs",
    binary: "@cornerstonejs/codec-libjxl/decodewasm",
  },
};

/** Makes the codecs of a process; nothing is loaded until it is used (about 50 ms a family). */
export function createCodecs(): Codecs {
  const loaded = new Map<CodecFamily, Promise<WasmModule>>();
  return {
    async decoder(family) {
      const module = loaded.get(family) ?? loadModule(modules[family]);
      loaded.set(family, module);
      try {
        const Decoder = (await module)[modules[family].decoder];
        if (Decoder === undefined) throw new Error(`${modules[family].decoder} is missing`);
        return new Decoder();
      } catch (error) {
        loaded.delete(family);
        throw error;
      }
    },
    discard: (family) => void loaded.delete(family),
  };
}

async function loadModule({ script, binary }: CodecModule): Promise<WasmModule> {
  const require = createRequire(import.meta.url);
  const loadedScript: unknown = require(script);
  const create = (hasDefault(loadedScript) ? loadedScript.default : loadedScript) as (options: object) => Promise<WasmModule>;
  const silent = { print: () => undefined, printErr: () => undefined };
  return create(binary === undefined ? silent : { ...silent, wasmBinary: await readFile(require.resolve(binary)) });
}

function hasDefault(module: unknown): module is { readonly default: unknown } {
  return typeof module === "object" && module !== null && "default" in module;
}
