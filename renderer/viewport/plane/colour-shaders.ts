/** How values lie in a texture. */
export type ValueKind = "signed" | "unsigned" | "float" | "colour";

const samplers: Readonly<Record<ValueKind, string>> = {
  signed: "isampler2D",
  unsigned: "usampler2D",
  float: "sampler2D",
  colour: "usampler2D",
};

/** A triangle that covers the picture. */
export const coverShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

const oneSample = `
  float value = float(texelFetch(samples, at, 0).r);
  if (value >= padding.x && value <= padding.y) {
    result = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  result = wordAt(isnan(value) ? 0 : clamp(int(floor((value - first) * perValue + 0.5)), 0, last));
  if (isnan(value)) result = vec4(0.0, 0.0, 0.0, 1.0);`;

const threeSamples = `
  uvec3 levels = texelFetch(samples, at, 0).rgb;
  result = vec4(wordAt(int(levels.r)).r, wordAt(int(levels.g)).g, wordAt(int(levels.b)).b, 1.0);`;

/**
 * Looks up each value's word. Fetches texels without filtering: a pixel of the picture is a pixel of the slice, the first row on top.
 * `words` has 256 words a row; word n is of the value `first + n / perValue`.
 */
export function colourShader(kind: ValueKind): string {
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${samplers[kind]};
precision highp usampler2D;
uniform ${samplers[kind]} samples;
uniform sampler2D words;
uniform usampler2D hidden;
uniform int rows;
uniform int last;
uniform float first;
uniform float perValue;
uniform vec2 padding;
uniform vec4 fill;
uniform bool isShuttered;
out vec4 result;

vec4 wordAt(int index) {
  return texelFetch(words, ivec2(index & 255, index >> 8), 0);
}

void main() {
  ivec2 at = ivec2(int(gl_FragCoord.x), rows - 1 - int(gl_FragCoord.y));
  if (isShuttered && texelFetch(hidden, at, 0).r != 0u) {
    result = fill;
    return;
  }${kind === "colour" ? threeSamples : oneSample}
}`;
}
