import { useCallback, useEffect, useState } from "react";
import type { StudySummary, StudyVersions, VersionDifference } from "../../../src/contract/index.ts";
import { compareVersion, listVersions } from "../../api/index.ts";
import { byteSize, chooseVersion, closeAbout, dateAndTime, tellFailure, useText } from "../../stores/index.ts";
import { Badge, Button, Dialog, LoadingState } from "../../ui/index.ts";
import { Toaster } from "../Toaster.tsx";

type Instance = StudyVersions["instances"][number];
type Version = Instance["versions"][number];

/** Images that came more than once with other content: each version, how it differs, and which one is shown. */
export function VersionsDialog({ study }: { readonly study: StudySummary }) {
  const text = useText();
  const [found, setFound] = useState<StudyVersions>();
  const [isFailed, setFailed] = useState(false);
  const { studyInstanceUid } = study;
  const load = useCallback(
    (signal?: AbortSignal) =>
      listVersions(studyInstanceUid, signal).then(setFound, (error) => {
        tellFailure(error);
        setFailed(signal?.aborted !== true);
      }),
    [studyInstanceUid],
  );
  useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);
  return (
    <Dialog
      title={text("archive.versions.title")}
      closeLabel={text("common.close")}
      onClose={closeAbout}
      form="wide"
      news={<Toaster form="inline" />}
      testId="versions-dialog"
    >
      {found === undefined && !isFailed && <LoadingState label={text("common.loading")} />}
      {found === undefined && isFailed && <Button onPress={() => load()}>{text("common.retry")}</Button>}
      {found !== undefined && (
        <div className="archive-ask">
          <p className="quiet">{text(found.total === 0 ? "archive.versions.none" : "archive.versions.intro")}</p>
          {found.instances.map((instance) => (
            <InstanceVersions key={instance.sopInstanceUid} instance={instance} onChanged={() => void load()} />
          ))}
          {found.instances.length < found.total && (
            <p className="quiet">{text("archive.versions.restOf", { shown: found.instances.length, total: found.total })}</p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function InstanceVersions({ instance, onChanged }: { readonly instance: Instance; readonly onChanged: () => void }) {
  const text = useText();
  const { instanceNumber, seriesDescription, versions, sopInstanceUid } = instance;
  const name =
    instanceNumber === null
      ? text("archive.versions.instanceUnnumbered")
      : text("archive.versions.instance", { number: instanceNumber });
  return (
    <section className="archive-instance">
      <h3>{[name, seriesDescription].filter((part) => part !== "").join(" · ")}</h3>
      <ul>
        {versions.map((version) => (
          <VersionLine key={version.sha256} sopInstanceUid={sopInstanceUid} version={version} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  );
}

function VersionLine(props: { readonly sopInstanceUid: string; readonly version: Version; readonly onChanged: () => void }) {
  const { sopInstanceUid, version, onChanged } = props;
  const text = useText();
  const [difference, setDifference] = useState<VersionDifference>();
  const [busy, setBusy] = useState(false);
  const show = async () => {
    setBusy(true);
    if (await chooseVersion(sopInstanceUid, version.sha256)) onChanged();
    setBusy(false);
    setDifference(undefined);
  };
  return (
    <li className="archive-version" data-testid="version" data-shown={version.isShown}>
      <div className="archive-version-line">
        <span>{text("archive.versions.received", { at: dateAndTime(version.receivedAt) })}</span>
        <span className="quiet">{byteSize(version.byteLength)}</span>
        <code className="quiet">{version.sha256.slice(0, 12)}</code>
        <span className="archive-version-actions">
          {version.isShown ? (
            <Badge tone="accepted">{text("archive.versions.shown")}</Badge>
          ) : (
            <>
              <Button
                tone="quiet"
                onPress={() => compareVersion(sopInstanceUid, version.sha256).then(setDifference, tellFailure)}
                testId="version-compare"
              >
                {text("archive.versions.compare")}
              </Button>
              <Button busy={busy} onPress={() => void show()} testId="version-show">
                {text("archive.versions.show")}
              </Button>
            </>
          )}
        </span>
      </div>
      {difference !== undefined && <Difference difference={difference} />}
    </li>
  );
}

function Difference({ difference: { attributes, hasMore, pixelsDiffer } }: { readonly difference: VersionDifference }) {
  const text = useText();
  const pixels = pixelsDiffer === null ? "pixelsUnknown" : pixelsDiffer ? "pixelsDiffer" : "pixelsSame";
  return (
    <div className="archive-difference" data-testid="version-difference">
      <p>{text(`archive.versions.${pixels}`)}</p>
      {attributes.length === 0 && !hasMore && <p className="quiet">{text("archive.versions.same")}</p>}
      {attributes.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text("archive.versions.attribute")}</th>
              <th scope="col">{text("archive.versions.here")}</th>
              <th scope="col">{text("archive.versions.there")}</th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ tag, keyword, shown, other }) => (
              <tr key={tag}>
                <th scope="row">
                  {keyword} <span className="quiet">{`(${tag.slice(0, 4)},${tag.slice(4)})`}</span>
                </th>
                <td>{shown || text("archive.versions.empty")}</td>
                <td>{other || text("archive.versions.empty")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasMore && <p className="quiet">{text("archive.versions.more")}</p>}
    </div>
  );
}
