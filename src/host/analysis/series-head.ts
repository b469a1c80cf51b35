import type { InstanceRecord, SeriesRecord } from "../../archive/index.ts";
import type { Dataset } from "../../dicom/index.ts";
import { readHeader } from "../tasks/object-task.ts";

/** What one image of a series says that the index does not keep. */
export interface SeriesHead {
  /** Image Type (0008,0008), all values. */
  readonly imageType: readonly string[];
  readonly sliceThicknessMm: number | undefined;
  readonly kernel: string;
  readonly contrastAgent: string | undefined;
  /** Requested Procedure Priority (0040,1003), Study Priority ID (0032,000C, retired). */
  readonly priorities: readonly string[];
}

const nothing: SeriesHead = {
  imageType: [],
  sliceThicknessMm: undefined,
  kernel: "",
  contrastAgent: undefined,
  priorities: [],
};

/** Reads one image in the middle of a series; where that fails nothing is known. */
export async function readSeriesHead(series: SeriesRecord, instances: readonly InstanceRecord[]): Promise<SeriesHead> {
  const middle = instances[Math.floor(instances.length / 2)];
  if (middle === undefined) return nothing;
  try {
    const { file } = await readHeader(middle.path);
    return headOf(file.dataset, series);
  } catch {
    return nothing;
  }
}

function headOf(dataset: Dataset, series: SeriesRecord): SeriesHead {
  const one = (keyword: Parameters<Dataset["first"]>[0]) => String(dataset.first(keyword) ?? "").trim();
  const thickness = Number(one("SliceThickness") || Number.NaN);
  return {
    imageType: (dataset.get("ImageType") ?? []).map((value) => String(value).trim().toUpperCase()),
    sliceThicknessMm: Number.isFinite(thickness) && thickness > 0 ? thickness : undefined,
    kernel: one("ConvolutionKernel") || series.convolutionKernel,
    contrastAgent: series.contrastAgent ?? undefined,
    priorities: [one("RequestedProcedurePriority"), one("StudyPriorityID")].filter((code) => code !== ""),
  };
}
