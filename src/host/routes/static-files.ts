import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { Hono } from "hono";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".pfb": "application/x-font-type1",
  ".bcmap": "application/octet-stream",
  ".icc": "application/vnd.iccprofile",
  ".webmanifest": "application/manifest+json",
};

/** The built renderer. Hashed assets may be kept; the page itself is asked for each time. */
export function staticRoutes(directory: string): Hono {
  return new Hono().get("*", async (context) => {
    const wanted = context.req.path === "/" ? "/index.html" : decoded(context.req.path);
    if (wanted === undefined) return context.notFound();
    const path = normalize(join(directory, wanted));
    const type = types[extname(path)];
    if (!path.startsWith(directory + sep) || !type || !(await isFile(path))) return context.notFound();
    const body = await readFile(path);
    const cache = wanted.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": type, "content-length": String(body.byteLength), "cache-control": cache },
    });
  });
}

/** Undefined where the percent-encoding is broken. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
