/** How large a picture is held, whatever the size of its viewport and of the next slice; given up by zooming freely. */
export type Sizing =
  | { readonly kind: "fit-width" }
  /** The same millimetres as the others that are held so, as large as the largest of them fits: mammograms. */
  | { readonly kind: "fit-together" }
  /** Device pixels of a pixel of the image along its columns: 1 is one for one. */
  | { readonly kind: "magnification"; readonly times: number }
  /** A millimetre of the image is a millimetre of a screen that has so many device pixels in one. */
  | { readonly kind: "true-size"; readonly devicePixelsPerMm: number };
