import { parseArgs } from "node:util";
import { textTable } from "../../src/cli/table.ts";
import { benchAi } from "./ai.ts";
import { benchDecode } from "./decode.ts";
import { benchImport } from "./import.ts";
import { benchIndex } from "./index.ts";
import { benchMemory } from "./memory.ts";
import type { Row } from "./row.ts";
import { benchSeriesReady } from "./series-ready.ts";
import { benchViewer } from "./viewer/index.ts";
import { benchViewing } from "./viewing.ts";

const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  index: benchIndex,
  import: benchImport,
  viewing: benchViewing,
  decode: benchDecode,
  "series-ready": benchSeriesReady,
  ai: benchAi,
  memory: benchMemory,
  viewer: benchViewer,
};

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.\n`);
  process.exit(2);
}
const rows: Row[] = [];
for (const name of names) {
  process.stderr.write(`${name} ...\n`);
  rows.push(...(await (benches[name] as () => Promise<readonly Row[]>)()));
}
if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
else {
  const number = (value: number | null) => (value === null ? "" : value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const cells = rows.map((row) => [
    row.name,
    `${number(row.value)} ${row.unit}`,
    row.peer ?? "",
    row.peerValue === null ? "" : `${number(row.peerValue)} ${row.unit}`,
    number(row.ratio),
    row.target ?? "",
    row.met === null ? "" : row.met ? "yes" : "NO",
  ]);
  process.stdout.write(`${textTable(["What", "Ours", "Peer", "Peer's", "Ratio", "Target", "Met"], cells)}\n`);
}
