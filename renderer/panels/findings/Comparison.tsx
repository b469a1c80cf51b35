import { Columns2, Unlink } from "lucide-react";
import type { Change, Finding } from "../../../src/findings/index.ts";
import {
  compareBeside,
  dicomDate,
  type Earlier,
  goToFinding,
  type Lesion,
  markSameLesion,
  useLesions,
  useLesionsStore,
  useText,
} from "../../stores/index.ts";
import { Button, IconButton, Menu, MenuItem } from "../../ui/index.ts";
import { mainMeasurement, measurementText } from "./describe.ts";
import { useFindingTitle } from "./finding-text.ts";
import { LesionBadge } from "./LesionBadge.tsx";

/** A volume that changed by less is within what two measurements of the same nodule differ by (BTS 2015, Fleischner 2017). */
const REPEATABLE_PERCENT = 25;

/** What the finding was in earlier studies, and how it has changed; where it is not known yet, the way to say which it was. */
export function Comparison({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const lesion = useLesions().find((one) => one.finding.id === finding.id);
  if (finding.status === "rejected") return null;
  if (lesion === undefined) return <SameLesionMenu finding={finding} />;
  return (
    <section className="comparison" aria-label={text("findings.lesion.title")} data-testid="lesion-comparison">
      {lesion.earlier.map((earlier) => (
        <EarlierLesion key={earlier.finding.id} lesion={lesion} earlier={earlier} />
      ))}
      <div className="finding-actions">
        <Button icon={Columns2} onPress={() => compareBeside(finding, lesion.earlier[0].finding)} testId="lesion-compare">
          {text("findings.lesion.compare")}
        </Button>
        <IconButton
          label={text("findings.lesion.part")}
          icon={Unlink}
          size="small"
          onPress={() => markSameLesion(finding.id, undefined)}
          testId="lesion-part"
        />
      </div>
    </section>
  );
}

function EarlierLesion({ lesion, earlier }: { readonly lesion: Lesion; readonly earlier: Earlier }) {
  const text = useText();
  const { size, volume, doublingDays } = earlier.growth;
  const then = mainMeasurement(earlier.finding);
  const isRepeatable = volume?.percent !== undefined && Math.abs(volume.percent) < REPEATABLE_PERCENT;
  return (
    <div className="comparison-time" data-earlier-id={earlier.finding.id}>
      <p className="comparison-date">
        <LesionBadge number={lesion.number} />
        <span>{text("findings.lesion.before", { date: dicomDate(earlier.studyDate) || text("findings.lesion.noDate") })}</span>
        {earlier.days !== undefined && <span className="quiet">{text("findings.lesion.days", { count: earlier.days })}</span>}
      </p>
      {size === undefined && volume === undefined && (
        <p className="quiet">
          {then === undefined
            ? text("findings.lesion.nothingInCommon")
            : text("findings.lesion.onlyBefore", { size: measurementText(then) })}
        </p>
      )}
      <dl className="finding-numbers">
        {size !== undefined && <ChangeRow label={text("findings.lesion.size")} change={size} kind="size" />}
        {volume !== undefined && <ChangeRow label={text("findings.lesion.volume")} change={volume} kind="volume" />}
        {doublingDays !== undefined && !isRepeatable && (
          <div data-change="doubling" data-days={doublingDays.toFixed(1)}>
            <dt>{text(doublingDays > 0 ? "findings.lesion.doubling" : "findings.lesion.halving")}</dt>
            <dd>{text("findings.lesion.days", { count: Math.abs(Math.round(doublingDays)) })}</dd>
          </div>
        )}
      </dl>
      {isRepeatable && <p className="quiet">{text("findings.lesion.repeatable", { percent: REPEATABLE_PERCENT })}</p>}
    </div>
  );
}

const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text.replace(/^-/, "−"));

function ChangeRow({
  label,
  change,
  kind,
}: {
  readonly label: string;
  readonly change: Change;
  readonly kind: "size" | "volume";
}) {
  const { before, now, difference, percent } = change;
  const by = signed(measurementText({ value: difference, unit: now.unit }), difference);
  const share = percent === undefined ? "" : ` (${signed(`${percent.toFixed(0)}%`, percent)})`;
  return (
    <div data-change={kind} data-difference={difference.toFixed(2)} data-percent={percent?.toFixed(1)}>
      <dt>{label}</dt>
      <dd>
        {measurementText(before)} → {measurementText(now)}{" "}
        <strong>
          {by}
          {share}
        </strong>
      </dd>
    </div>
  );
}

/** Findings of earlier studies, of which one may be this lesion: the reader says which. */
function SameLesionMenu({ finding }: { readonly finding: Finding }) {
  const text = useText();
  const title = useFindingTitle();
  const priors = useLesionsStore((state) => state.priors);
  const taken = new Set(useLesions().flatMap(({ earlier }) => earlier.map((one) => one.finding.id)));
  const choices = priors.flatMap(({ findings, studyDate }) =>
    findings.filter(({ id }) => !taken.has(id)).map((earlier) => ({ earlier, studyDate })),
  );
  if (choices.length === 0) return null;
  return (
    <Menu label={text("findings.lesion.sameAs")} shown={text("findings.lesion.sameAs")} testId="lesion-same-as">
      {(close) =>
        choices.map(({ earlier, studyDate }) => {
          const size = mainMeasurement(earlier);
          return (
            <MenuItem
              key={earlier.id}
              detail={[size === undefined ? "" : measurementText(size), dicomDate(studyDate)].filter(Boolean).join(" · ")}
              onPress={async () => {
                if (await markSameLesion(finding.id, earlier.id)) goToFinding(finding);
                close();
              }}
              testId={`lesion-is-${earlier.id}`}
            >
              {`${earlier.trackingId} · ${title(earlier)}`}
            </MenuItem>
          );
        })
      }
    </Menu>
  );
}
