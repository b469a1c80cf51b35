import type { Language } from "../../stores/index.ts";

/** Languages name themselves, so that each reader finds theirs. */
export const LANGUAGES: readonly { readonly value: Language; readonly label: string }[] = [
  { value: "zh-CN", label: "中文" },
  { value: "en", label: "English" },
];
