/** A triangle that covers the view. */
export const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

/** What both ways of casting rays are told. */
const rayHead = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler3D;
uniform sampler3D volume;
uniform sampler3D leaps;
uniform sampler2D transfer;
uniform vec3 origin;
uniform vec3 perColumn;
uniform vec3 perRow;
uniform vec3 perMm;
uniform vec3 voxels;
uniform float stepMm;
uniform vec3 clipLow;
uniform vec3 clipHigh;
uniform vec3 background;
uniform float leaping;
uniform float grain;
uniform vec3 reach;
out vec4 result;
`;

/**
 * Casts one parallel ray a pixel from front to back. Blocks of which the transfer function shows nothing are leapt over; a ray ends
 * when nothing behind it would be seen. Positions are texture coordinates, lengths millimetres.
 */
export const rayShader = `${rayHead}uniform vec3 spacing;
uniform vec3 lean;
uniform vec3 light;
uniform float shading;
uniform float shine;
uniform float faint;

float noise(vec2 at) {
  return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715))));
}

float valueAt(vec3 at) {
  return texture(volume, at * reach).r;
}

// From four samples at the corners of a tetrahedron; along axes at right angles, whatever the third one leans.
vec3 slopeAt(vec3 at) {
  vec3 one = 0.75 * grain / voxels;
  float a = valueAt(at + one * vec3(1.0, -1.0, -1.0));
  float b = valueAt(at + one * vec3(-1.0, -1.0, 1.0));
  float c = valueAt(at + one * vec3(-1.0, 1.0, -1.0));
  float d = valueAt(at + one * vec3(1.0, 1.0, 1.0));
  vec3 slope = vec3(a - b - c + d, c + d - a - b, b + d - a - c) / (1.5 * grain * spacing);
  slope.z = (slope.z - dot(slope.xy, lean.xy)) / lean.z;
  return slope;
}

vec3 lit(vec3 colour, vec3 at) {
  vec3 slope = slopeAt(at);
  float steepness = length(slope);
  float facing = steepness > 0.0 ? abs(dot(slope / steepness, light)) : 1.0;
  float sure = shading * smoothstep(0.01, 0.08, steepness);
  float diffuse = mix(1.0, 0.18 + 0.86 * facing, sure);
  return colour * diffuse + sure * shine * pow(facing, 24.0);
}

void main() {
  vec3 start = origin + perColumn * gl_FragCoord.x + perRow * gl_FragCoord.y;
  vec3 safe = mix(perMm, vec3(1e-9), lessThan(abs(perMm), vec3(1e-9)));
  vec3 first = (clipLow - start) / safe;
  vec3 second = (clipHigh - start) / safe;
  vec3 nearest = min(first, second);
  vec3 farthest = max(first, second);
  float enter = max(max(nearest.x, nearest.y), nearest.z);
  float leave = min(min(farthest.x, farthest.y), farthest.z);
  vec3 colour = vec3(0.0);
  float clear = 1.0;
  vec3 blockSize = 4.0 / voxels;
  vec3 forwards = vec3(greaterThan(safe, vec3(0.0)));
  ivec3 lastBlock = textureSize(leaps, 0) - 1;
  float way = enter + stepMm * 0.5 * noise(gl_FragCoord.xy);
  float before = 0.0;
  float expected = -1e9;
  vec3 seenBlock = vec3(-9.0);
  for (int guard = 0; guard < 4000; guard++) {
    vec3 at = start + safe * way;
    for (int leapGuard = 0; leapGuard < 400 && way < leave; leapGuard++) {
      vec3 block = floor(at / blockSize);
      if (block == seenBlock) break;
      float leap = texelFetch(leaps, clamp(ivec3(block), ivec3(0), lastBlock), 0).r * 255.0 * leaping;
      if (leap < 0.5) {
        seenBlock = block;
        break;
      }
      vec3 border = mix(block - (leap - 1.0), block + leap, forwards) * blockSize;
      vec3 ways = (border - at) / safe;
      way += stepMm * max(1.0, ceil(min(min(ways.x, ways.y), ways.z) / stepMm));
      at = start + safe * way;
    }
    if (way >= leave) break;
    float value = valueAt(at);
    if (way > expected + 0.5 * stepMm) before = value;
    vec4 tissue = texture(transfer, vec2(before, value) * (255.0 / 256.0) + 0.5 / 256.0);
    before = value;
    expected = way + stepMm;
    float opacity = 1.0 - exp(-tissue.a * stepMm);
    float weight = opacity * clear;
    if (weight > faint) tissue.rgb = lit(tissue.rgb, at - safe * (0.5 * stepMm));
    colour += weight * tissue.rgb;
    clear -= weight;
    if (clear < 0.03) break;
    way += stepMm;
  }
  result = vec4(colour + clear * background, 1.0);
}`;

/**
 * The brightest or darkest value along a ray, as the transfer function colours it. A block that holds nothing beyond what was found already
 * is passed over. Byte 0 is nothing; the darkest is looked for voxel by voxel, so that nothing is mixed into it.
 */
export const projectionShader = `${rayHead}uniform float darkest;

float taken(vec3 at, float found) {
  if (darkest < 0.5) return max(found, texture(volume, at * reach).r);
  float value = texelFetch(volume, clamp(ivec3(at * voxels / grain), ivec3(0), textureSize(volume, 0) - 1), 0).r;
  return value > 0.002 ? min(found, value) : found;
}

void main() {
  vec3 start = origin + perColumn * gl_FragCoord.x + perRow * gl_FragCoord.y;
  vec3 safe = mix(perMm, vec3(1e-9), lessThan(abs(perMm), vec3(1e-9)));
  vec3 one = (clipLow - start) / safe;
  vec3 other = (clipHigh - start) / safe;
  vec3 nearest = min(one, other);
  vec3 farthest = max(one, other);
  float enter = max(max(nearest.x, nearest.y), nearest.z);
  float leave = min(min(farthest.x, farthest.y), farthest.z);
  bool isDarkest = darkest > 0.5;
  float found = isDarkest ? 2.0 : 0.0;
  vec3 blockSize = 4.0 / voxels;
  vec3 forwards = vec3(greaterThan(safe, vec3(0.0)));
  ivec3 lastBlock = textureSize(leaps, 0) - 1;
  vec3 seenBlock = vec3(-9.0);
  float way = enter + stepMm * 0.25;
  for (int guard = 0; guard < 6000 && way < leave; guard++) {
    vec3 at = start + safe * way;
    vec3 block = floor(at / blockSize);
    if (block != seenBlock) {
      float extreme = texelFetch(leaps, clamp(ivec3(block), ivec3(0), lastBlock), 0).r;
      bool isBeaten = isDarkest ? extreme >= found || extreme > 0.999 : extreme <= found;
      if (isBeaten && leaping > 0.5) {
        vec3 ways = ((block + forwards) * blockSize - at) / safe;
        way += stepMm * max(1.0, ceil(min(min(ways.x, ways.y), ways.z) / stepMm));
        continue;
      }
      seenBlock = block;
    }
    found = taken(at, found);
    if (!isDarkest && found > 0.999) break;
    way += stepMm;
  }
  bool isNothing = isDarkest ? found > 1.5 : found < 0.002;
  result = vec4(isNothing ? background : texture(transfer, vec2(found) * (255.0 / 256.0) + 0.5 / 256.0).rgb, 1.0);
}`;

/** Puts a smaller picture over the view. */
export const enlargeShader = `#version 300 es
precision highp float;
uniform sampler2D picture;
uniform vec2 view;
out vec4 result;
void main() {
  result = vec4(texture(picture, gl_FragCoord.xy / view).rgb, 1.0);
}`;
