/** The preference `models` with which nothing runs by itself: for tests and benchmarks of something else. */
export const modelsAtRest = { models: { "lung-nodule": { onArrival: false } } } as const;
