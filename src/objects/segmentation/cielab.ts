type Triple = [number, number, number];

/**
 * A Recommended Display CIELab Value, three unsigned 16 bit numbers (PS3.3 C.10.7.1.1: L 0 to 100 and a, b -128 to 127 over 0 to 65535,
 * D50), as sRGB 0 to 255 (D65, Bradford adapted; IEC 61966-2-1). Colours out of gamut are clipped.
 */
export function labToRgb([storedL, storedA, storedB]: Triple): Triple {
  const l = (storedL / 65_535) * 100;
  const a = (storedA / 65_535) * 255 - 128;
  const b = (storedB / 65_535) * 255 - 128;
  const fy = (l + 16) / 116;
  const [x, y, z] = [0.9642 * inverse(fy + a / 500), inverse(fy), 0.8249 * inverse(fy - b / 200)];
  return [
    gamma(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    gamma(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    gamma(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}

function inverse(t: number): number {
  return t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29);
}

function gamma(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
