import type { DeviceMeasurement, DeviceProfile } from "../../../src/contract/index.ts";
import {
  askToMeasure,
  chooseDevice,
  type DeviceDecisions,
  useDevice,
  useDeviceStore,
  useLanguage,
  usePreference,
  useText,
} from "../../stores/index.ts";
import { Button, Notice, Segmented, SelectField } from "../../ui/index.ts";

const SIDES = [1024, 512, 256, 128] as const;

/** What this computer was measured to do, what follows from it, and the reader's own choice; each takes effect at once. */
export function ComputerSection() {
  const text = useText();
  const { measured, decisions } = useDevice();
  const { isMeasuring, hasGivenUpGpu } = useDeviceStore();
  const profile = usePreference("device-profile");
  return (
    <section className="settings-section" data-testid="computer">
      <h3>{text("device.title")}</h3>
      <p className="quiet">{text("device.intro")}</p>
      {hasGivenUpGpu && <Notice tone="proposed">{text("device.gpuLost")}</Notice>}
      {measured === undefined ? (
        <p className="quiet">{text(isMeasuring ? "device.measuring" : "device.notYet")}</p>
      ) : (
        <Measured measured={measured} decisions={decisions} />
      )}
      <MeasureLine measured={measured} isMeasuring={isMeasuring} />
      <div className="settings-line">
        <span>{text("device.backend")}</span>
        <Segmented
          label={text("device.backend")}
          value={profile.backend}
          options={[
            { value: "auto", label: text("device.backendAuto"), testId: "backend-auto" },
            { value: "cpu", label: text("device.backendCpu"), testId: "backend-cpu" },
            { value: "gpu", label: text("device.backendGpu"), testId: "backend-gpu" },
          ]}
          onChange={(backend) => void chooseDevice({ backend })}
        />
      </div>
      <div className="field-hint">{slowerHint(profile.backend, measured, text) ?? text("device.backendHint")}</div>
      <SelectField
        label={text("device.volumeLimit")}
        value={String(profile.largestVolumeTexture ?? "")}
        options={[
          { value: "", label: text("device.volumeLimitAuto") },
          ...SIDES.map((side) => ({ value: String(side), label: text("device.volumeLimitSide", { side }) })),
        ]}
        onChange={(side) => void chooseDevice({ largestVolumeTexture: side === "" ? null : Number(side) })}
        hint={text("device.volumeLimitHint")}
        testId="volume-limit"
      />
    </section>
  );
}

/** Said where the reader's choice is the slower one. */
function slowerHint(
  backend: DeviceProfile["backend"],
  measured: DeviceMeasurement | undefined,
  text: ReturnType<typeof useText>,
): string | undefined {
  const { cpu, gpu } = measured?.sliceMs ?? { cpu: 0, gpu: null };
  if (gpu === null || backend === "auto") return undefined;
  if (backend === "gpu" && gpu > cpu) return text("device.slower");
  return backend === "cpu" && gpu < cpu ? text("device.slowerCpu") : undefined;
}

function MeasureLine({
  measured,
  isMeasuring,
}: {
  readonly measured: DeviceMeasurement | undefined;
  readonly isMeasuring: boolean;
}) {
  const text = useText();
  const language = useLanguage();
  const when =
    measured === undefined
      ? ""
      : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(measured.measuredAt));
  return (
    <div className="settings-line">
      <span>{isMeasuring ? text("device.measuring") : measured !== undefined && text("device.measuredAt", { when })}</span>
      <Button busy={isMeasuring} onPress={askToMeasure} testId="measure-again">
        {text("device.measure")}
      </Button>
    </div>
  );
}

function Measured({ measured, decisions }: { readonly measured: DeviceMeasurement; readonly decisions: DeviceDecisions }) {
  const text = useText();
  const ms = (value: number | null) => (value === null ? text("device.none") : value.toFixed(value < 10 ? 1 : 0));
  const { small, large } = decisions.planes;
  const by = { small: text(`device.by.${small}`), large: text(`device.by.${large}`) };
  const rows = [
    { id: "card", name: text("device.card"), value: measured.hasWebgl2 ? measured.renderer : text("device.noCard") },
    {
      id: "planes",
      name: text("device.planes"),
      value: text(small === large ? "device.planesAlike" : "device.planesChosen", by),
      detail: text("device.sliceTimes", {
        cpu: ms(measured.sliceMs.cpu),
        gpu: ms(measured.sliceMs.gpu),
        largeCpu: ms(measured.largeSliceMs.cpu),
        largeGpu: ms(measured.largeSliceMs.gpu),
      }),
    },
    {
      id: "volume",
      name: text("device.volume"),
      value: text(`device.volumeChosen.${decisions.volume}`),
      detail: measured.volumeMs === null ? undefined : text("device.volumeTime", { ms: ms(measured.volumeMs) }),
    },
    {
      id: "memory",
      name: text("device.memory"),
      value: text("device.memoryChosen", { megabytes: Math.round(decisions.cacheBytes / 2 ** 20) }),
    },
    ...(measured.hasWebgl2
      ? [
          {
            id: "limits",
            name: text("device.limits"),
            value: text("device.limitsFound", { flat: measured.largestTexture, deep: measured.largestVolumeTexture }),
          },
        ]
      : []),
  ];
  return (
    <dl className="computer" data-planes={small} data-planes-large={large}>
      {rows.map(({ id, name, value, detail }) => (
        <div key={id} data-line={id}>
          <dt>{name}</dt>
          <dd>
            {value}
            {detail !== undefined && <small>{detail}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
