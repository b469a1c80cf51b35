import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Keeps the program as the system's JavaScript engine has read it, in this and later worker threads and processes too: without, each start
 * strips the types of some hundred files and reads them anew, which takes twice as long. Called before whatever is to be kept is imported.
 * A folder that cannot be written, and a Node that keeps nothing, change nothing else.
 */
export function keepCompiledCode(): void {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  const directory = cacheDirectory(process.env);
  module.enableCompileCache?.(directory);
  // For worker threads and processes.
  process.env.NODE_COMPILE_CACHE = directory;
}

/** The user's own: what lies there is run. */
function cacheDirectory({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "Hounsfield", "code");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "Hounsfield", "code");
  return join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "hounsfield", "code");
}
