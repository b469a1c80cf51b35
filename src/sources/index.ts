export { refusePacked } from "./archive-format.ts";
export { SourceError, type SourceErrorCode } from "./errors.ts";
export { createFileSource } from "./file-source.ts";
export { createFolderSource } from "./folder-source.ts";
export { defaultLimits, type SourceLimits } from "./limits.ts";
export { openSource } from "./open-source.ts";
export type { IncomingFile, SkipRule, Source, SourceEntry, SourceSize } from "./types.ts";
export { createUploadSource, type UploadedFile } from "./upload-source.ts";
export { createZipSource } from "./zip-source.ts";
