import { useState } from "react";
import type { ArchiveQuota, ArchiveStatus } from "../../../src/contract/index.ts";
import { byteSize, setArchiveQuota, useText } from "../../stores/index.ts";
import { Button, Notice, Segmented, TextField } from "../../ui/index.ts";

const BOUNDS = { gigabytes: [1, 1_000_000], percent: [1, 95] } as const;

/** How full the archive is and of what, and the limit. */
export function SpaceSection({ status }: { readonly status: ArchiveStatus }) {
  const text = useText();
  const { usedBytes, quotaBytes, diskFreeBytes, diskBytes } = status;
  const short = quotaBytes === null ? 0 : Math.max(0, usedBytes - quotaBytes);
  return (
    <section className="archive-section">
      <header>
        <h3>{text("archive.quota.title")}</h3>
        <span className="quiet">{text("archive.diskFree", { free: byteSize(diskFreeBytes), disk: byteSize(diskBytes) })}</span>
      </header>
      <p data-testid="archive-used">
        {quotaBytes === null
          ? text("archive.used", { used: byteSize(usedBytes) })
          : text("archive.usedOfQuota", { used: byteSize(usedBytes), quota: byteSize(quotaBytes) })}
      </p>
      <SpaceBar status={status} />
      {short > 0 && (
        <Notice tone="bad" testId="archive-short">
          {text("archive.quota.exceeded", { short: byteSize(short), studies: status.onlyHereStudies })}
        </Notice>
      )}
      <QuotaForm key={JSON.stringify(status.quota)} quota={status.quota} />
    </section>
  );
}

/** One bar: pinned, only here, also elsewhere, and what is left up to the limit (or on the disk). */
function SpaceBar({ status }: { readonly status: ArchiveStatus }) {
  const text = useText();
  const { usedBytes, pinnedBytes, onlyHereBytes, evictableBytes, quotaBytes, diskFreeBytes } = status;
  const whole = Math.max(quotaBytes ?? usedBytes + diskFreeBytes, usedBytes, 1);
  const parts = [
    ["pinned", pinnedBytes],
    ["onlyHere", onlyHereBytes],
    ["evictable", evictableBytes],
  ] as const;
  return (
    <div className="archive-space">
      <div
        className="archive-bar"
        role="img"
        aria-label={`${text("archive.barLabel")}: ${text("archive.used", { used: byteSize(usedBytes) })}`}
      >
        {parts.map(([part, bytes]) => (
          <span key={part} className={`archive-bar-${part}`} style={{ width: `${(100 * bytes) / whole}%` }} />
        ))}
      </div>
      <ul className="archive-legend">
        {parts.map(([part, bytes]) => (
          <li key={part}>
            <i className={`archive-bar-${part}`} aria-hidden />
            {text(`archive.part.${part}`)} <span className="quiet">{byteSize(bytes)}</span>
          </li>
        ))}
        <li>
          <i className="archive-bar-free" aria-hidden />
          {text("archive.part.free")} <span className="quiet">{byteSize(whole - usedBytes)}</span>
        </li>
      </ul>
    </div>
  );
}

function QuotaForm({ quota }: { readonly quota: ArchiveQuota }) {
  const text = useText();
  const [kind, setKind] = useState(quota.kind);
  const [typed, setTyped] = useState(quota.kind === "off" ? "" : String(quota.value));
  const [busy, setBusy] = useState(false);
  const value = Number(typed);
  const [from, to] = kind === "off" ? [0, 0] : BOUNDS[kind];
  const isValid = kind === "off" || (typed.trim() !== "" && value >= from && value <= to);
  const isChanged = kind !== quota.kind || (quota.kind !== "off" && value !== quota.value);
  const apply = async () => {
    setBusy(true);
    await setArchiveQuota(kind === "off" ? { kind } : { kind, value });
    setBusy(false);
  };
  return (
    <div className="archive-quota">
      <div className="archive-quota-line">
        <span>{text("archive.quota.label")}</span>
        <Segmented
          label={text("archive.quota.label")}
          value={kind}
          options={(["off", "gigabytes", "percent"] as const).map((option) => ({
            value: option,
            label: text(`archive.quota.${option}`),
            testId: `quota-${option}`,
          }))}
          onChange={setKind}
        />
        {kind !== "off" && (
          <TextField
            label={text("archive.quota.value")}
            hideLabel
            type="number"
            value={typed}
            onChange={setTyped}
            testId="quota-value"
          />
        )}
        {isChanged && (
          <Button
            tone="primary"
            busy={busy}
            disabledReason={isValid ? undefined : text("archive.quota.invalid", { from, to })}
            onPress={() => void apply()}
            testId="quota-apply"
          >
            {text("archive.quota.apply")}
          </Button>
        )}
      </div>
      <p className="quiet">{text("archive.quota.hint")}</p>
    </div>
  );
}
