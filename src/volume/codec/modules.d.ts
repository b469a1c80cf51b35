/** The codec packages come without types; `codecs.ts` says what is used of them. */
declare module "@cornerstonejs/codec-*";
