/** Compiles and links; undefined when the context is lost. @throws Error when the shader is wrong */
export function createProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) || gl.isContextLost()) return program;
  throw new Error(`A shader was refused: ${gl.getProgramInfoLog(program)}`);
}

export function drawWith(gl: WebGL2RenderingContext, program: WebGLProgram): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's own name, not a hook of React
  gl.useProgram(program);
}

/** Sets uniforms by name: numbers as float, three or two numbers as vectors. */
export function setUniforms(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  values: Readonly<Record<string, number | readonly number[]>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const place = gl.getUniformLocation(program, name);
    if (typeof value === "number") gl.uniform1f(place, value);
    else if (value.length === 3) gl.uniform3fv(place, value);
    else gl.uniform2fv(place, value);
  }
}

export function setSampler(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  unit: number,
  target: number,
  texture: WebGLTexture,
): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(target, texture);
  gl.uniform1i(gl.getUniformLocation(program, name), unit);
}

/** A texture without repetition, smooth or not. */
export function createTexture(gl: WebGL2RenderingContext, target: number, isSmooth: boolean): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(target, texture);
  const filter = isSmooth ? gl.LINEAR : gl.NEAREST;
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, filter);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R]) gl.texParameteri(target, wrap, gl.CLAMP_TO_EDGE);
  return texture;
}

/** What this computer can draw with. */
export interface Machine {
  readonly hasWebgl2: boolean;
}

/**
 * Tries for a WebGL 2 context when it is first asked, and gives it back at once: a plain stack waits for no graphics card.
 *
 * @param onContext sees it before it is given back
 */
export function findMachine(onContext: (gl: WebGL2RenderingContext) => void): Machine {
  let found: boolean | undefined;
  return {
    get hasWebgl2() {
      if (found === undefined) {
        const gl = document.createElement("canvas").getContext("webgl2");
        if (gl !== null) onContext(gl);
        gl?.getExtension("WEBGL_lose_context")?.loseContext();
        found = gl !== null;
      }
      return found;
    },
  };
}
