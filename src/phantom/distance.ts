/** First-order distance from an ellipsoid around the origin, negative inside. */
export function ellipsoidDistance(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  const ux = x / rx;
  const uy = y / ry;
  const uz = z / rz;
  const k = Math.sqrt(ux * ux + uy * uy + uz * uz);
  if (k < 0.05) return -Math.min(rx, ry, rz);
  const vx = ux / rx;
  const vy = uy / ry;
  const vz = uz / rz;
  return (k * (k - 1)) / Math.sqrt(vx * vx + vy * vy + vz * vz);
}
