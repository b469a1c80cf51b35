let tell: () => void = () => undefined;

/** Resolves when the first image of this page is on a canvas: what is only useful waits for it. */
export const firstPicture = new Promise<void>((resolve) => {
  tell = resolve;
});

export function tellPicture(): void {
  tell();
}
