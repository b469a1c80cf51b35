/** What Electron's preload offers beyond HTTP; absent in a browser. */
export interface Shell {
  /** Opens the system's folder dialog; null when nothing was chosen. */
  pickFolder(): Promise<string | null>;
  /** Absolute path of a dropped file or folder, "" where it has none. */
  pathOfFile?(file: File): string;
}

declare global {
  interface Window {
    readonly hounsfield?: Shell;
  }
}

/** The shell around this page, if there is one. */
export function findShell(): Shell | undefined {
  return window.hounsfield;
}
