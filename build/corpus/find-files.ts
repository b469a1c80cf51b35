import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A file of the corpus: where it lies, and its path below the folder that was asked for, with "/". */
export interface CorpusFile {
  readonly path: string;
  /** Relative to the folder that was asked for, or the file's own name. */
  readonly name: string;
}

/** Photographs of radiographs, which are no DICOM: a few of them tell as much as all. */
const photos = /\.(jpe?g|png)$/i;

/** Every regular file under the folders, sorted by path; symbolic links are not followed. */
export function findFiles(places: readonly string[]): readonly CorpusFile[] {
  return places.flatMap((place) => {
    if (statSync(place).isFile()) return [{ path: place, name: place }];
    return filesUnder(place).map((path) => ({ path, name: relative(place, path).split(sep).join("/") }));
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() ? [path] : [];
    });
}

/** Leaves one photograph in `every`; all other files stay. */
export function samplePhotos(files: readonly CorpusFile[], every: number): readonly CorpusFile[] {
  let photo = 0;
  return files.filter(({ name }) => !photos.test(name) || photo++ % every === 0);
}

/**
 * The files that the peers are asked about too: all but most of a long series, where one file in `every` stands for its folder.
 * A folder is a long series where it holds `longSeries` files or more of one name pattern (digits aside).
 */
export function sampleForPeers(files: readonly CorpusFile[], every: number, longSeries: number): ReadonlySet<string> {
  const groups = Map.groupBy(files, ({ name }) => name.replace(/[^/]*$/, (last) => last.replace(/\d+/g, "#")));
  const chosen = [...groups.values()].flatMap((group) =>
    group.length < longSeries ? group : group.filter((_, index) => index % every === 0),
  );
  return new Set(chosen.filter(({ name }) => !photos.test(name)).map(({ path }) => path));
}
