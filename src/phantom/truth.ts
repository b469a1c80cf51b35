import type { Vec3 } from "../geometry/index.ts";
import { type Anatomy, buildAnatomy } from "./anatomy.ts";
import { createFrame } from "./frame.ts";
import type { ChestRecipe, Lobe, NoduleAttachment, NoduleKind, NoduleMargin, NoduleSize, StudyName } from "./recipe.ts";
import { ribCourses } from "./ribs.ts";

/** Where a nodule lies in one study and how large it is there. */
export interface NoduleSizeTruth extends NoduleSize {
  /** Centre, LPS+ millimetres. */
  readonly centerPatient: Vec3;
}

export interface NoduleTruth {
  readonly id: string;
  readonly kind: NoduleKind;
  readonly margin: NoduleMargin;
  readonly attachment: NoduleAttachment;
  readonly lobe: Lobe;
  readonly current: NoduleSizeTruth | null;
  readonly prior: NoduleSizeTruth | null;
}

export interface RibFractureTruth {
  readonly side: "R" | "L";
  readonly rib: number;
  /** Middle of the fracture in each study that shows it, LPS+ millimetres. */
  readonly pointPatient: Readonly<Partial<Record<StudyName, Vec3>>>;
}

/** What is in a phantom, for tests, for the evaluation of models and for the demo. */
export interface PhantomTruth {
  readonly nodules: readonly NoduleTruth[];
  readonly fractures: readonly RibFractureTruth[];
}

/** The findings that a recipe puts into its studies, without painting them (well under a second). @throws PhantomError */
export function phantomTruth(recipe: ChestRecipe, anatomy: Anatomy = buildAnatomy(recipe)): PhantomTruth {
  const nodules = anatomy.nodules.map(({ recipe: nodule, pointAnatomy }): NoduleTruth => {
    const at = (study: StudyName): NoduleSizeTruth | null => {
      const size = nodule[study];
      return size === null ? null : { ...size, centerPatient: createFrame(recipe, study).toPatient(pointAnatomy) };
    };
    const { id, kind, margin, attachment, lobe } = nodule;
    return { id, kind, margin, attachment, lobe, current: at("current"), prior: at("prior") };
  });
  return { nodules, fractures: fractureTruth(recipe) };
}

function fractureTruth(recipe: ChestRecipe): readonly RibFractureTruth[] {
  if (recipe.fracture === null) return [];
  const { side, rib, studies } = recipe.fracture;
  const pointPatient: Partial<Record<StudyName, Vec3>> = {};
  for (const study of studies) {
    for (const course of ribCourses(recipe, study, createFrame(recipe, study))) {
      if (course.fracture !== null) pointPatient[study] = course.fracture.point;
    }
  }
  return [{ side, rib, pointPatient }];
}

/** One rib of a study: its number from the head down and its middle line from the spine to the front, LPS+ millimetres. */
export interface RibTruth {
  readonly side: "R" | "L";
  readonly rib: number;
  readonly points: readonly Vec3[];
}

/** All ribs of a study, without painting it. */
export function ribTruth(recipe: ChestRecipe, study: StudyName): readonly RibTruth[] {
  return ribCourses(recipe, study, createFrame(recipe, study)).map(({ side, rib, points }) => ({ side, rib, points }));
}
