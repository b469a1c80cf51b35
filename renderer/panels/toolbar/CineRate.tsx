import { setCineRate, useText } from "../../stores/index.ts";
import { Menu, MenuItem } from "../../ui/index.ts";

const RATES = [5, 10, 15, 24, 30, 60] as const;

/** How fast cine runs in the active viewport; without a choice, as the images recommend. */
export function CineRate({ framesPerSecond }: { readonly framesPerSecond: number | undefined }) {
  const text = useText();
  return (
    <Menu
      label={text("toolbar.cineRate")}
      shown={framesPerSecond === undefined ? text("toolbar.cineRateOwn") : framesPerSecond}
      testId="cine-rate"
    >
      {(close) =>
        [undefined, ...RATES].map((rate) => (
          <MenuItem
            key={rate ?? 0}
            checked={rate === framesPerSecond}
            onPress={() => {
              setCineRate(rate);
              close();
            }}
          >
            {rate === undefined ? text("toolbar.cineRateRecommended") : text("toolbar.cineRateValue", { rate })}
          </MenuItem>
        ))
      }
    </Menu>
  );
}
