import "./progress.css";

/** A bar from 0 to 1; without a fraction it only says that something goes on. */
export function ProgressBar({ fraction, label }: { readonly fraction: number | undefined; readonly label: string }) {
  const percent = fraction === undefined ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div className="progress" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <div
        className={percent === undefined ? "progress-fill progress-unknown" : "progress-fill"}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
