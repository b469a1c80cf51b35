/** x' = a x + c y + e, y' = b x + d y + f: as `CanvasRenderingContext2D.setTransform` takes it. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export type Point2 = readonly [x: number, y: number];

/** First `second`, then `first`. */
export function compose(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

export function invert([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * d - b * c;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
}

export function transform([a, b, c, d, e, f]: Affine, [x, y]: Point2): Point2 {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** Without the shift: for directions. */
export function linear([a, b, c, d]: Affine): Affine {
  return [a, b, c, d, 0, 0];
}
