/** The dependency-cruiser rules made of the table of who may import whom. */
const { table } = require("./boundaries-table.cjs");

const tests = "\\.test\\.tsx?$|^src/testing/|^renderer/e2e/|^build/|^models/";
const ours = "^(src|renderer|electron)/";
const starts = (folders) => folders.map((folder) => `^${folder}/`).join("|");

const importRules = Object.entries(table).flatMap(([folder, { may, types = [] }]) => [
  {
    name: `${folder.replace("/", "-")}-imports-outside-its-table-row`,
    severity: "error",
    from: { path: `^${folder}/`, pathNot: tests },
    to: { path: `${ours}|^(assets|models|build)/`, pathNot: starts([folder, "src/base", ...may, ...types]) },
  },
  ...types.map((target) => ({
    name: `${folder.replace("/", "-")}-needs-only-types-of-${target.replace("/", "-")}`,
    severity: "error",
    from: { path: `^${folder}/`, pathNot: tests },
    to: { path: `^${target}/`, dependencyTypesNot: ["type-only"] },
  })),
]);

const pureRooms = Object.keys(table).filter((folder) => table[folder].pure || folder === "src/base");

module.exports = {
  forbidden: [
    ...importRules,
    {
      name: "folder-not-in-the-table",
      severity: "error",
      from: { path: `${ours}[^/]+/`, pathNot: `${starts(Object.keys(table))}|^renderer/e2e/|^electron/` },
      to: {},
    },
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    {
      name: "only-through-the-door",
      severity: "error",
      from: { path: "^(src|renderer)/([^/]+)/", pathNot: tests },
      to: { path: "^src/[^/]+/", pathNot: ["^src/[^/]+/index\\.ts$", "^$1/$2/"] },
    },
    {
      name: "own-door-from-inside",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: ["index\\.ts$", tests] },
      to: { path: "^src/$1/index\\.ts$" },
    },
    {
      name: "pure-rooms-stay-pure",
      severity: "error",
      from: { path: starts([...pureRooms, "renderer"]), pathNot: tests },
      to: { dependencyTypes: ["core"], pathNot: "^(events|url)$" },
    },
    {
      name: "only-inference-runs-networks",
      severity: "error",
      from: { path: ours, pathNot: `^src/inference/|${tests}` },
      to: { path: "node_modules/onnxruntime" },
    },
    {
      name: "electron-only-in-the-shell",
      severity: "error",
      from: { path: "^(src|renderer)/" },
      to: { path: "node_modules/electron/" },
    },
    {
      name: "no-test-code-in-the-product",
      severity: "error",
      from: { path: ours, pathNot: tests },
      to: { path: "^src/testing/|\\.test\\.tsx?$" },
    },
    { name: "unresolvable", severity: "error", from: { path: ours }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/|^release/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require("node:path").join(__dirname, "tsconfig.base.json") },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};
