/** Bytes of one file of a package at most. */
export const MAX_FILE_BYTES = 2 ** 31 - 1;

/** Bytes of all files of a package at most. */
export const MAX_PACKAGE_BYTES = 4_000_000_000;

/** Bytes of `manifest.json` at most. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;
