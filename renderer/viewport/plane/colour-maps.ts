import type { ColourMapName } from "../../stores/viewport/display.ts";

/** Colours of the greys 0 to 255 as opaque RGBA words (little endian). */
export interface ColourMap {
  readonly name: ColourMapName;
  readonly words: Uint32Array;
}

/**
 * Well-known colour palettes (PS3.6 Annex B) and a rainbow: red, green and blue as "grey:level" where their slope changes, straight lines
 * between.
 */
const knots: Readonly<Record<Exclude<ColourMapName, "GREY" | "PET_20_STEP">, readonly [string, string, string]>> = {
  HOT_IRON: ["0:0 127:254 128:255 255:255", "0:0 128:0 254:252 255:255", "0:0 191:0 254:252 255:255"],
  PET: [
    "0:0 63:0 64:1 106:85 107:86 149:170 150:171 192:255 255:255",
    "0:0 31:62 32:65 62:125 63:128 95:64 96:63 127:1 128:0 254:252 255:255",
    "0:0 1:1 128:255 129:252 192:0 212:80 213:85 233:165 234:170 254:250 255:255",
  ],
  HOT_METAL_BLUE: [
    "0:0 85:0 93:24 94:26 102:50 103:52 104:55 106:59 107:62 109:66 110:69 111:71 112:74 114:78 115:81 117:85 118:88 119:90 127:114 128:116 144:164 145:166 153:190 155:198 156:201 161:221 162:224 167:244 168:247 170:255 255:255",
    "0:0 119:0 123:8 124:9 131:23 132:24 140:40 141:41 148:55 149:56 157:72 158:73 165:87 166:88 174:104 175:105 182:119 183:120 191:136 192:137 199:151 200:152 208:168 209:169 216:183 217:184 225:200 226:201 233:215 234:216 240:228 241:229 246:239 247:240 252:250 253:251 255:255",
    "0:0 8:16 9:17 42:83 43:84 59:116 60:117 93:183 94:184 102:200 110:176 111:174 119:150 123:126 124:121 131:79 132:74 136:50 144:26 145:24 153:0 170:0 178:24 179:26 195:74 196:76 212:124 213:126 229:174 230:176 240:206 241:210 244:219 245:223 248:232 249:236 252:245 253:249 255:255",
  ],
  SPRING: ["0:255 255:255", "0:0 255:255", "0:255 255:0"],
  SUMMER: ["0:0 255:0", "0:255 255:128", "0:0 127:0 255:254"],
  FALL: ["0:255 255:255", "0:255 255:0", "0:0 255:0"],
  WINTER: ["0:0 127:0 255:127", "0:0 255:255", "0:255 255:128"],
  RAINBOW: ["0:0 127:0 191:255 255:255", "0:0 63:255 191:255 255:0", "0:255 63:255 127:0 255:0"],
};

/** PET 20 Step (PS3.6 B.1.5): the grey that each colour begins at. */
const steps =
  "0:0,0,0 13:96,0,80 26:48,48,80 39:48,48,112 51:80,80,128 64:96,96,176 77:112,112,192 90:128,128,224 102:48,96,48 115:48,144,48 128:80,192,80 141:64,224,64 153:224,224,80 166:208,208,96 179:208,176,64 192:208,144,0 204:192,96,0 217:176,48,0 230:255,0,0 243:255,255,255";

const made = new Map<ColourMapName, ColourMap>();

/** Undefined for grey. */
export function colourMapOf(name: ColourMapName): ColourMap | undefined {
  if (name === "GREY") return undefined;
  const known = made.get(name);
  if (known !== undefined) return known;
  const map = { name, words: name === "PET_20_STEP" ? steppedWords() : linearWords(knots[name]) };
  made.set(name, map);
  return map;
}

function wordOf(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

function linearWords(channels: readonly [string, string, string]): Uint32Array {
  const [red, green, blue] = channels.map(linearChannel) as [number[], number[], number[]];
  return Uint32Array.from({ length: 256 }, (_, at) => wordOf(red[at] as number, green[at] as number, blue[at] as number));
}

function linearChannel(text: string): number[] {
  const points = text.split(" ").map((knot) => knot.split(":").map(Number) as [number, number]);
  return Array.from({ length: 256 }, (_, at) => {
    const next = Math.max(
      1,
      points.findIndex(([grey]) => grey >= at),
    );
    const [[from, low], [to, high]] = [points[next - 1], points[next]] as [[number, number], [number, number]];
    return Math.floor(low + ((high - low) * (at - from)) / (to - from) + 0.5);
  });
}

function steppedWords(): Uint32Array {
  const runs = steps.split(" ").map((run) => run.split(/[:,]/).map(Number) as [number, number, number, number]);
  return Uint32Array.from({ length: 256 }, (_, at) => {
    const [, red, green, blue] = runs.findLast(([from]) => from <= at) ?? [0, 0, 0, 0];
    return wordOf(red, green, blue);
  });
}
