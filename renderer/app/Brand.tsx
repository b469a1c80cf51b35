import { useText } from "../stores/index.ts";
import { Mark } from "../ui/index.ts";

/** The mark and the name. */
export function Brand() {
  const text = useText();
  return (
    <h1 className="brand">
      <Mark />
      {text("app.name")}
    </h1>
  );
}
