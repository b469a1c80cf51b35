import { askAhead } from "./api/ask-ahead.ts";

/** Where the screen keeps the language that it showed last; `renderer/stores/locale-store.ts` decides, this only guesses. */
const language =
  localStorage.getItem("hounsfield-language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en");
const words = document.querySelector("script[data-words]")?.getAttribute("data-words") ?? "{}";
const address = (JSON.parse(words) as Readonly<Record<string, string>>)[language];
if (address !== undefined) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = address;
  document.head.append(link);
}

// A file of its own, small and without the program: it runs while that is still on its way.
globalThis.hounsfieldAhead = askAhead(location.hash, (path, init) => fetch(path, init));
