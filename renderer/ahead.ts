import { askAhead } from "./api/ask-ahead.ts";

// A file of its own, small and without the program: it runs while that is still on its way.
globalThis.hounsfieldAhead = askAhead(location.hash, (path, init) => fetch(path, init));
