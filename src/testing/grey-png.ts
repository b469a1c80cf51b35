import { crc32, deflateSync } from "node:zlib";

/** An 8 bit grey or RGB picture as a PNG file (PNG 1.2, 4.1): every line without a filter. */
export function buildPng(rows: number, columns: number, samples: Uint8Array): Uint8Array {
  const perLine = samples.length / rows;
  const lines = Buffer.alloc(rows * (perLine + 1));
  for (let row = 0; row < rows; row++) lines.set(samples.subarray(row * perLine, (row + 1) * perLine), row * (perLine + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(columns, 0);
  head.writeUInt32BE(rows, 4);
  head.set([8, perLine === columns ? 0 : 2, 0, 0, 0], 8);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Buffer.concat([
    Buffer.from(signature),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
