import logo from "../../assets/icons/mark.svg";
import { useText } from "../stores/index.ts";

/** The mark and the name. */
export function Brand() {
  const text = useText();
  return (
    <h1 className="brand">
      <img src={logo} alt="" width={20} height={20} />
      {text("app.name")}
    </h1>
  );
}
