const names = new Set([
  ".ds_store",
  ".localized",
  "thumbs.db",
  "ehthumbs.db",
  "ehthumbs_vista.db",
  "desktop.ini",
  "icon\r",
  ".directory",
  "__macosx",
  ".appledouble",
  ".spotlight-v100",
  ".trashes",
  ".trash",
  ".fseventsd",
  ".temporaryitems",
  ".documentrevisions-v100",
  "$recycle.bin",
  "system volume information",
  "lost+found",
]);

/**
 * Rule "system-file": what Windows, macOS and Linux desktops leave in folders and on media by themselves (a file or a whole folder),
 * and AppleDouble companions ("._name"). Such things are counted, not listed; everything else that is not DICOM is listed.
 */
export function isSystemFile(name: string): boolean {
  return names.has(name.toLowerCase()) || name.startsWith("._");
}

/** Rule "hidden": a name that begins with a point. Only what is no DICOM file is passed over by it. */
export function isHidden(name: string): boolean {
  return name.startsWith(".");
}
