import { Cpu, Gauge } from "lucide-react";
import { askToMeasure, chooseDevice, currentPreference, openDialog, type Reason, useDeviceStore } from "../stores/index.ts";
import type { Action } from "./action.ts";

const backend = (): string => currentPreference("device-profile").backend;

function isMeasuring(): Reason | undefined {
  return useDeviceStore.getState().isMeasuring ? { key: "device.measuring" } : undefined;
}

/** What draws the images on this computer. */
export const deviceActions: readonly Action[] = [
  { id: "computer", group: "general", icon: Gauge, run: () => openDialog("settings"), where: "everywhere" },
  { id: "measure-computer", group: "general", run: askToMeasure, reason: isMeasuring, where: "everywhere" },
  ...(["auto", "cpu", "gpu"] as const).map(
    (choice): Action => ({
      id: `draw-by-${choice}`,
      group: "general",
      icon: Cpu,
      run: () => void chooseDevice({ backend: choice }),
      isOn: () => backend() === choice,
      where: "everywhere",
    }),
  ),
];
