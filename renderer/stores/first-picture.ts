import { useEffect, useState } from "react";

/** A study without images, or one whose images do not come: nothing waits longer than this. */
const LONGEST_MS = 3000;

let isOver = false;
let tell: () => void = () => undefined;
const over = new Promise<void>((resolve) => {
  tell = () => {
    isOver = true;
    resolve();
  };
});
let isTimed = false;

/** Resolves when the first image of this page is on a canvas, or does not come for long: what is only useful waits for it. */
export function firstPicture(): Promise<void> {
  if (!isTimed) setTimeout(tell, LONGEST_MS);
  isTimed = true;
  return over;
}

/** A viewport has drawn an image. */
export function tellPicture(): void {
  if (!isOver) tell();
}

/** Whether what is only useful may be fetched, in a component. */
export function useAfterFirstPicture(): boolean {
  const [isAfter, setAfter] = useState(isOver);
  useEffect(() => {
    if (isAfter) return undefined;
    let isGone = false;
    void firstPicture().then(() => {
      if (!isGone) setAfter(true);
    });
    return () => {
      isGone = true;
    };
  }, [isAfter]);
  return isAfter;
}
