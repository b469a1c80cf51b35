import { createProgram, createTexture, drawWith, setSampler } from "../volume/graphics.ts";

/** What the driver says of itself. */
export interface GlFacts {
  readonly renderer: string;
  readonly largestTexture: number;
  readonly largestVolumeTexture: number;
  readonly hasNorm16: boolean;
  readonly hasFloatLinear: boolean;
}

export function readGlFacts(gl: WebGL2RenderingContext): GlFacts {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER) as unknown;
  return {
    renderer: String(name ?? "").slice(0, 200),
    largestTexture: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
    largestVolumeTexture: gl.getParameter(gl.MAX_3D_TEXTURE_SIZE) as number,
    hasNorm16: gl.getExtension("EXT_texture_norm16") !== null,
    hasFloatLinear: gl.getExtension("OES_texture_float_linear") !== null,
  };
}

const SIDE = 64;
const VIEW = 256;

const vertex = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

/** As many looks into the volume as a ray of a rendering takes, a slope at each tenth. */
const fragment = `#version 300 es
precision highp float;
precision highp sampler3D;
uniform sampler3D volume;
out vec4 result;
void main() {
  vec3 at = vec3(gl_FragCoord.xy / ${VIEW}.0, 0.0);
  float sum = 0.0;
  for (int n = 0; n < 160; n++) {
    at.z = float(n) / 160.0;
    float value = texture(volume, at).r;
    if (n % 10 == 0) value += texture(volume, at + vec3(0.01, 0.0, 0.0)).r - texture(volume, at - vec3(0.0, 0.01, 0.0)).r;
    sum += value * 0.005;
  }
  result = vec4(vec3(sum), 1.0);
}`;

/** Milliseconds of one ray-cast picture of 256 x 256, the quickest of a few; undefined when the context is lost on the way. */
export function measureVolume(gl: WebGL2RenderingContext): number | undefined {
  const canvas = gl.canvas;
  canvas.width = canvas.height = VIEW;
  const program = createProgram(gl, vertex, fragment);
  if (program === undefined) return undefined;
  const texture = createTexture(gl, gl.TEXTURE_3D, true);
  const values = Uint8Array.from({ length: SIDE ** 3 }, (_, at) => (at * 2654435761) >>> 24);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage3D(gl.TEXTURE_3D, 0, gl.R8, SIDE, SIDE, SIDE, 0, gl.RED, gl.UNSIGNED_BYTE, values);
  gl.viewport(0, 0, VIEW, VIEW);
  const pixel = new Uint8Array(4);
  let best = Number.POSITIVE_INFINITY;
  const until = performance.now() + 120;
  // The first one compiles; where it takes long that is no matter.
  for (let round = 0; round < 5 && (round === 0 || best === Number.POSITIVE_INFINITY || performance.now() < until); round++) {
    const started = performance.now();
    drawWith(gl, program);
    setSampler(gl, program, "volume", 0, gl.TEXTURE_3D, texture);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    // Reading back waits for the card.
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    const milliseconds = performance.now() - started;
    if (round > 0 || milliseconds > 200) best = Math.min(best, milliseconds);
  }
  gl.deleteTexture(texture);
  gl.deleteProgram(program);
  return gl.isContextLost() ? undefined : best;
}
