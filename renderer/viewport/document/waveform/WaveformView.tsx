import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { retrieveWaveform } from "../../../api/index.ts";
import { errorText, useLanguage } from "../../../stores/index.ts";
import { IconButton, Segmented } from "../../../ui/index.ts";
import { Blank } from "../../overlay/Blank.tsx";
import { useSize } from "../../use-size.ts";
import { useDocument, useDocumentText } from "../context.ts";
import { useLoaded } from "../use-objects.ts";
import { EcgPaper } from "./EcgPaper.tsx";
import { type Arrangement, arrangementsFor, layOut, pageSeconds } from "./ecg-layout.ts";
import { rangeOf, type Sheet } from "./ecg-painter.ts";
import { channelName, type Group, millivoltsOf, type Waveform } from "./leads.ts";
import { WaveformSide } from "./WaveformSide.tsx";
import "./waveform.css";

const speeds = ["12.5", "25", "50"] as const;
const gains = ["5", "10", "20"] as const;

/** An ECG or another waveform on its paper, with speed, gain and arrangement to choose. */
export function WaveformView({ waveform }: { readonly waveform: Waveform }) {
  const text = useDocumentText();
  const [groupAt, setGroupAt] = useState(0);
  const group = waveform.groups[groupAt];
  if (group === undefined) return <Blank title={text("nothing")} />;
  const groups = waveform.groups
    .slice(0, 8)
    .map((one, at) => ({ value: String(at), label: one.label || text("group", { number: at + 1 }) }));
  const choice =
    groups.length > 1 ? (
      <Segmented
        label={text("groups")}
        value={String(groupAt)}
        options={groups}
        onChange={(value) => setGroupAt(Number(value))}
      />
    ) : null;
  if (group.refusal !== undefined) {
    return (
      <>
        <div className="doc-tools">{choice}</div>
        <div className="doc-fill">
          <Blank title={text(`waveformRefused.${group.refusal}`)} />
        </div>
      </>
    );
  }
  return <GroupView key={groupAt} waveform={waveform} group={group} groupAt={groupAt} choice={choice} />;
}

function GroupView(props: {
  readonly waveform: Waveform;
  readonly group: Group;
  readonly groupAt: number;
  readonly choice: ReactNode;
}) {
  const { waveform, group, groupAt, choice } = props;
  const text = useDocumentText();
  const arrangements = arrangementsFor(group.channels);
  const [arrangement, setArrangement] = useState<Arrangement>(arrangements[0] ?? "rows");
  const [speed, setSpeed] = useState<(typeof speeds)[number]>("25");
  const [gain, setGain] = useState<(typeof gains)[number]>("10");
  const [zoom, setZoom] = useState(1);
  const [page, setPage] = useState(0);
  const duration = group.sampleCount / group.samplingFrequencyHz;
  const pages = Math.max(1, Math.ceil(duration / pageSeconds - 0.01));
  const isVoltage = group.channels.some((channel) => millivoltsOf(channel) !== undefined);
  return (
    <>
      <div className="doc-tools">
        {choice}
        {arrangements.length > 1 && (
          <Segmented
            label={text("arrangement")}
            value={arrangement}
            options={arrangements.map((value) => ({ value, label: text(`arrangements.${value}`), testId: `ecg-${value}` }))}
            onChange={setArrangement}
          />
        )}
        <Segmented
          label={text("speed")}
          value={speed}
          options={speeds.map((value) => ({ value, label: text("mmPerSecond", { value }), testId: `ecg-speed-${value}` }))}
          onChange={setSpeed}
        />
        {isVoltage && (
          <Segmented
            label={text("gain")}
            value={gain}
            options={gains.map((value) => ({ value, label: text("mmPerMillivolt", { value }), testId: `ecg-gain-${value}` }))}
            onChange={setGain}
          />
        )}
        <span className="doc-tools-gap" />
        {pages > 1 && <Pages page={page} pages={pages} onPage={setPage} />}
        <IconButton label={text("zoomOut")} icon={ZoomOut} size="small" onPress={() => setZoom(Math.max(0.5, zoom / 1.25))} />
        <IconButton
          label={text("zoomIn")}
          icon={ZoomIn}
          size="small"
          onPress={() => setZoom(Math.min(6, zoom * 1.25))}
          testId="ecg-zoom-in"
        />
        <IconButton label={text("fitWidth")} icon={Maximize2} size="small" onPress={() => setZoom(1)} />
      </div>
      <div className="doc-split">
        <Page
          group={group}
          groupAt={groupAt}
          arrangement={arrangement}
          mmPerSecond={Number(speed)}
          mmPerMillivolt={Number(gain)}
          zoom={zoom}
          fromSeconds={page * pageSeconds}
          seconds={Math.min(pageSeconds, duration - page * pageSeconds)}
          isVoltage={isVoltage}
        />
        <WaveformSide waveform={waveform} />
      </div>
    </>
  );
}

function Pages({
  page,
  pages,
  onPage,
}: {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}) {
  const text = useDocumentText();
  const time = (seconds: number) =>
    [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
  return (
    <div className="doc-step">
      <IconButton
        label={text("earlier")}
        icon={ChevronLeft}
        size="small"
        disabledReason={page === 0 ? text("isStart") : undefined}
        onPress={() => onPage(page - 1)}
      />
      <input
        type="range"
        min={0}
        max={pages - 1}
        value={page}
        aria-label={text("time")}
        onChange={(event) => onPage(Number(event.target.value))}
      />
      <span className="doc-tools-value">{time(page * pageSeconds)}</span>
      <IconButton
        label={text("later")}
        icon={ChevronRight}
        size="small"
        disabledReason={page === pages - 1 ? text("isEnd") : undefined}
        onPress={() => onPage(page + 1)}
      />
    </div>
  );
}

function Page(props: {
  readonly group: Group;
  readonly groupAt: number;
  readonly arrangement: Arrangement;
  readonly mmPerSecond: number;
  readonly mmPerMillivolt: number;
  readonly zoom: number;
  readonly fromSeconds: number;
  readonly seconds: number;
  readonly isVoltage: boolean;
}) {
  const { group, groupAt, arrangement, mmPerSecond, mmPerMillivolt, zoom, fromSeconds, seconds, isVoltage } = props;
  const text = useDocumentText();
  const language = useLanguage();
  const { sopInstanceUid } = useDocument().document;
  const body = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const onSize = useMemo(() => (size: { readonly width: number }) => setWidth(size.width), []);
  useSize(body, onSize);
  const from = Math.round(fromSeconds * group.samplingFrequencyHz);
  const count = Math.max(1, Math.ceil(seconds * group.samplingFrequencyHz));
  const samples = useLoaded(`${sopInstanceUid} ${groupAt} ${from} ${count}`, (signal) =>
    retrieveWaveform(sopInstanceUid, groupAt, { from, count }, signal),
  );
  const layout = useMemo(
    () => layOut({ channels: group.channels, arrangement, mmPerSecond, fromSeconds, seconds }),
    [group, arrangement, mmPerSecond, fromSeconds, seconds],
  );
  const pxPerMm = Math.min(16, Math.max(1.6, ((width - 24) / layout.widthMm) * zoom));
  const sheet = useMemo<Sheet | undefined>(
    () =>
      samples.kind === "ready" && width > 0
        ? { layout, group, samples: samples.value, mmPerSecond, mmPerMillivolt, pxPerMm }
        : undefined,
    [samples, layout, group, mmPerSecond, mmPerMillivolt, pxPerMm, width],
  );
  return (
    <div className="ecg">
      <div ref={body} className="ecg-scroll">
        {samples.kind === "failed" && (
          <Blank title={text("failed")}>
            <p>{errorText(language, samples.error)}</p>
          </Blank>
        )}
        {sheet !== undefined && <EcgPaper sheet={sheet} isVoltage={isVoltage} />}
      </div>
      <p className="ecg-foot">
        {[
          text("mmPerSecond", { value: mmPerSecond }),
          isVoltage ? text("mmPerMillivolt", { value: mmPerMillivolt }) : "",
          filterText(group),
          text("sampling", { frequency: group.samplingFrequencyHz }),
          text("notTrueSize", { pixels: pxPerMm.toFixed(1) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {!isVoltage && sheet !== undefined && <Ranges sheet={sheet} />}
    </div>
  );
}

/** Low and high cut of the recorder's filters, where all channels have the same. */
function filterText({ channels }: Group): string {
  const texts = new Set(
    channels.map(({ filterLowHz, filterHighHz }) =>
      filterLowHz === undefined || filterHighHz === undefined ? "" : `${filterLowHz}–${filterHighHz} Hz`,
    ),
  );
  return texts.size === 1 ? ([...texts][0] ?? "") : "";
}

/** Channels that are no voltage fill their rows: what their lowest and highest values are is said in words. */
function Ranges({ sheet }: { readonly sheet: Sheet }) {
  return (
    <p className="ecg-foot">
      {sheet.group.channels
        .map((channel, at) => {
          const { lowest, highest } = rangeOf(sheet.samples, at);
          return `${channelName(channel)} ${lowest.toFixed(1)}–${highest.toFixed(1)} ${channel.unit?.value ?? ""}`.trim();
        })
        .join(" · ")}
    </p>
  );
}
