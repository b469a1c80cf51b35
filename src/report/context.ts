import type { Dataset } from "../dicom/index.ts";
import type { FrameReference } from "../findings/index.ts";
import type { ImagePlane, VolumeGrid } from "../geometry/index.ts";
import type { ReportDraft, ReportTemplate } from "./draft.ts";

/** A frame that findings lie on; `FrameHeader` of the volume room is one. */
export interface SourceFrame extends FrameReference {
  readonly rows: number;
  readonly columns: number;
  readonly plane?: ImagePlane | undefined;
  readonly sliceThicknessMm?: number | undefined;
}

/** A series that findings lie on. */
export interface SourceSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly frameOfReferenceUid?: string | undefined;
  /** In display order; where there is a `grid`, frame k is its slice k. */
  readonly frames: readonly SourceFrame[];
  /** The sorted volume's grid, on which masks of findings lie. */
  readonly grid?: VolumeGrid | undefined;
  /** One instance of the series (pixel data not needed): whether it was lossy, its laterality. */
  readonly header?: Dataset | undefined;
}

/** The program that writes, as it names itself (PS3.3 C.7.5.2). */
export interface ReportingDevice {
  readonly manufacturer: string;
  readonly manufacturerModelName: string;
  readonly deviceSerialNumber: string;
  readonly softwareVersions: string;
  /** UID of this installation (TID 1004, Device Observer UID). */
  readonly observerUid: string;
}

/** What objects made of a report need to know of the world around it; the host fills it from the archive. */
export interface ReportContext {
  /** Any instance of the study (pixel data not needed): patient and study attributes are copied from it. */
  readonly study: Dataset;
  readonly series: readonly SourceSeries[];
  readonly device: ReportingDevice;
  /** Minutes east of UTC in which dates and times are written. */
  readonly timezoneOffsetMinutes: number;
}

/** Identity of an object to be built, made by the caller. */
export interface ObjectIdentity {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
}

/** Who says so, and when. */
export interface Signature {
  readonly signedBy: string;
  /** ISO 8601 instant. */
  readonly signedAt: string;
}

/** A report at the moment it is signed. */
export interface ReportToSign extends Signature {
  readonly draft: ReportDraft;
  readonly template: ReportTemplate;
}

/** Which segment of which SEG holds the mask of a finding. */
export interface SegmentReference {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly segmentNumber: number;
}
