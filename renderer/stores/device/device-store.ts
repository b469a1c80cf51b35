import { useMemo } from "react";
import { create } from "zustand";
import type { DeviceMeasurement, DeviceProfile } from "../../../src/contract/index.ts";
import { changePreference, currentPreference, usePreference, usePreferenceStore } from "../preference-store.ts";
import { type DeviceDecisions, decide, likelyMachine } from "./decide.ts";

interface DeviceState {
  /** Of the computer that this page runs on, once it is known. */
  readonly signature: string | undefined;
  /** Grows with each wish to measure anew. */
  readonly measureWish: number;
  readonly isMeasuring: boolean;
  /** The graphics context that slices are coloured in was lost and does not come back. */
  readonly hasGivenUpGpu: boolean;
}

/** What is known of this computer and wished of its measurement. */
export const useDeviceStore = create<DeviceState>()(() => ({
  signature: undefined,
  measureWish: 0,
  isMeasuring: false,
  hasGivenUpGpu: false,
}));

const { getState, setState } = useDeviceStore;

/** How many computers are remembered; the one that was not used for longest goes. */
const KEPT_MACHINES = 8;

export function askToMeasure(): void {
  setState({ measureWish: getState().measureWish + 1 });
}

export function tellMeasuring(isMeasuring: boolean): void {
  setState({ isMeasuring });
}

export function tellGpuGivenUp(): void {
  setState({ hasGivenUpGpu: true });
}

/** Which computer this is; undefined is answered where it was never measured. */
export function recogniseDevice(signature: string): DeviceMeasurement | undefined {
  setState({ signature });
  return measuredOf(currentPreference("device-profile"), signature);
}

/** Takes this computer for the one that it most likely is (`likelyMachine`); false where that cannot be told. */
export function assumeDevice(ending: string): boolean {
  const likely = likelyMachine(currentPreference("device-profile"), ending);
  if (likely !== undefined) setState({ signature: likely.signature });
  return likely !== undefined;
}

/** Keeps what was measured, for this and later starts. */
export async function keepMeasurement(measured: DeviceMeasurement): Promise<void> {
  setState({ signature: measured.signature });
  const profile = currentPreference("device-profile");
  const others = profile.machines.filter(({ signature }) => signature !== measured.signature);
  await changePreference("device-profile", { ...profile, machines: [measured, ...others].slice(0, KEPT_MACHINES) });
}

export function chooseDevice(wish: Partial<Omit<DeviceProfile, "machines">>): Promise<boolean> {
  return changePreference("device-profile", { ...currentPreference("device-profile"), ...wish });
}

/** The measurement of this computer, and what is done on it. */
export function useDevice(): { readonly measured: DeviceMeasurement | undefined; readonly decisions: DeviceDecisions } {
  const profile = usePreference("device-profile");
  const signature = useDeviceStore((state) => state.signature);
  return useMemo(() => {
    const measured = measuredOf(profile, signature);
    return { measured, decisions: decide(profile, measured) };
  }, [profile, signature]);
}

export function currentDecisions(): DeviceDecisions {
  const profile = currentPreference("device-profile");
  return decide(profile, measuredOf(profile, getState().signature));
}

/** Told when what is done may be another. Returns how to stop. */
export function onDecisions(listener: (decisions: DeviceDecisions) => void): () => void {
  const tell = () => listener(currentDecisions());
  const stops = [
    usePreferenceStore.subscribe((now, before) => {
      if (now.preferences["device-profile"] !== before.preferences["device-profile"]) tell();
    }),
    useDeviceStore.subscribe((now, before) => {
      if (now.signature !== before.signature) tell();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function measuredOf({ machines }: DeviceProfile, signature: string | undefined): DeviceMeasurement | undefined {
  return machines.find((machine) => machine.signature === signature);
}
