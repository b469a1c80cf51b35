import "./progress.css";

/** Something is going on whose end is not known. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}
