/**
 * Who may import whom, as data: `may` in full, `types` for their types alone, `pure` without Node or the DOM.
 * `src/base` may be imported by all. A folder that is not in this table is an error.
 */
const table = {
  "src/base": { may: [] },
  "src/geometry": { may: [], pure: true },
  "src/dicom": { may: [], pure: true },
  "src/objects": { may: ["src/dicom", "src/geometry"], pure: true },
  "src/contract": { may: ["src/dicom", "src/geometry", "src/findings", "src/report", "src/objects"], pure: true },
  "src/labels": { may: ["src/dicom", "src/geometry", "src/findings"], pure: true },
  "src/findings": { may: ["src/dicom", "src/geometry"], pure: true },
  "src/report": { may: ["src/dicom", "src/geometry", "src/findings"], pure: true },
  "src/phantom": { may: ["src/dicom", "src/geometry", "assets"], pure: true },
  "src/ribs": { may: ["src/geometry"], pure: true },
  "src/net": { may: ["src/dicom"] },
  "src/sources": { may: ["src/dicom", "src/net"] },
  "src/conversion": { may: ["src/dicom", "src/geometry"] },
  "src/storage": { may: [] },
  "src/archive": { may: ["src/dicom", "src/storage"], types: ["src/sources"] },
  "src/volume": { may: ["src/dicom", "src/geometry"], types: ["src/archive"] },
  "src/inference": { may: ["src/geometry", "src/findings", "src/storage"], types: ["src/volume"] },
  "src/workspace": { may: ["src/storage", "src/dicom", "src/geometry", "src/findings", "src/report"] },
  "src/outbox": { may: ["src/storage", "src/dicom", "src/net"], types: ["src/report", "src/archive"] },
  "src/host": { may: allOfSrc() },
  "src/cli": { may: [...allOfSrc(), "src/host", "assets"] },
  "src/testing": { may: [...allOfSrc(), "src/host"] },
  electron: { may: ["src/host"] },
  "renderer/api": { may: ["src/contract"] },
  "renderer/stores": { may: ["renderer/api", "src/contract", "src/findings", "src/geometry", "assets"] },
  "renderer/viewport": {
    may: ["renderer/stores", "renderer/api", "renderer/ui", "src/contract", "src/geometry", "src/findings"],
  },
  "renderer/ui": { may: [] },
  "renderer/actions": { may: ["renderer/stores", "renderer/api", "src/contract"] },
  "renderer/panels": {
    may: ["renderer/actions", "renderer/stores", "renderer/ui", "renderer/api", "src/contract", "src/findings", "src/report"],
  },
  "renderer/app": {
    may: ["renderer/actions", "renderer/panels", "renderer/viewport", "renderer/stores", "renderer/ui", "renderer/api"],
  },
};

function allOfSrc() {
  const rooms = [
    "geometry",
    "dicom",
    "contract",
    "objects",
    "labels",
    "findings",
    "report",
    "phantom",
    "ribs",
    "net",
    "sources",
    "conversion",
    "archive",
    "volume",
  ];
  return [...rooms, "storage", "inference", "workspace", "outbox"].map((room) => `src/${room}`);
}

module.exports = { table };
