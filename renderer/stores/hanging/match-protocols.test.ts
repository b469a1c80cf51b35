import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesSummary, StudyDetail, StudySummary } from "../../../src/contract/index.ts";
import { misfitOf, rankProtocols, relevantPriors, scoreOf } from "./match-protocols.ts";
import { fitsPattern, foldText } from "./patterns.ts";
import { chooseSeries } from "./series-rules.ts";
import { shippedProtocols } from "./shipped.ts";

let made = 0;
function series(modality: string, seriesDescription: string, more: Partial<SeriesSummary> = {}): SeriesSummary {
  made += 1;
  return {
    seriesInstanceUid: `1.2.${made}`,
    studyInstanceUid: "1.2",
    modality,
    seriesNumber: made,
    seriesDescription,
    bodyPartExamined: "",
    laterality: "",
    instanceCount: 100,
    frameCount: 100,
    kind: "image",
    ...more,
  };
}

function detail(studyDescription: string, of: readonly SeriesSummary[], priors: StudyDetail["priors"] = []): StudyDetail {
  return { study: { studyDescription } as StudySummary, series: [...of], priors };
}

const axial = { orientation: "AXIAL" } as const;
const bestOf = (study: StudyDetail) => rankProtocols([], shippedProtocols, study)[0]?.id;
const protocolOf = (id: string) => {
  const found = shippedProtocols.find((protocol) => protocol.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const chosen = (id: string, key: string, of: readonly SeriesSummary[]) =>
  chooseSeries(protocolOf(id).series[key]?.anyOf ?? [], of)?.series.seriesDescription;

describe("patterns", () => {
  it.each([
    ["T2_TSE_SAG_384", "t2* sag*", true],
    ["T2W TSE", "t2", false],
    ["T2W TSE", "t2*", true],
    ["AxT2 FRFSE", "*t2*", true],
    ["CHEST W/O 5MM", "w/o", true],
    ["ＡＸ　Ｔ１", "ax t1", true],
    ["胸部平扫 纵隔窗5mm", "纵隔", true],
    ["质子T2压脂矢状位", "质子 压脂", true],
    ["Head 5.0 Hr40", "lung", false],
    ["", "lung", false],
  ])("find in %j %j: %s", (text, pattern, fits) => {
    expect(fitsPattern(foldText(text), pattern)).toBe(fits);
  });

  it("answer for any text and pattern, and find every word of a text in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.string({ maxLength: 64 }), (text, pattern) => {
        const folded = foldText(text);
        expect(typeof fitsPattern(folded, pattern)).toBe("boolean");
        for (const word of folded.words) {
          expect(fitsPattern(folded, word)).toBe(true);
          expect(fitsPattern(folded, `*${word}*`)).toBe(true);
        }
      }),
    );
  });
});

describe("the protocol of a study", () => {
  it.each([
    ["ct-chest", detail("CT CHEST W/O CONTRAST", [series("CT", "CHEST 1.25 LUNG", { bodyPartExamined: "CHEST" })])],
    ["ct-chest", detail("胸部CT平扫", [series("CT", "肺窗 1.0mm"), series("CT", "骨窗")])],
    ["ct-chest", detail("Thorax^01_ThoraxRoutine (Adult)", [series("CT", "Thorax 1.0 Br59", { bodyPartExamined: "CHEST" })])],
    ["ct-brain", detail("头颅CT平扫", [series("CT", "Head 5.0 H31s", { bodyPartExamined: "HEAD" })])],
    ["ct-brain", detail("CT HEAD WITHOUT", [series("CT", "STANDARD 5MM", { bodyPartExamined: "HEAD" })])],
    ["ct-bone", detail("右膝关节CT三维重建", [series("CT", "骨窗 1mm", { bodyPartExamined: "KNEE" })])],
    ["ct-bone", detail("胸椎CT", [series("CT", "Tspine 2.0 B70s", { bodyPartExamined: "TSPINE" })])],
    [
      "ct-abdomen-phases",
      detail("上腹部CT平扫+增强", [
        series("CT", "平扫 5mm", { bodyPartExamined: "ABDOMEN" }),
        series("CT", "动脉期 1.5mm"),
        series("CT", "门静脉期 1.5mm"),
      ]),
    ],
    ["ct-abdomen", detail("CT ABDOMEN PELVIS", [series("CT", "ABD/PEL 5MM", { bodyPartExamined: "ABDOMEN" })])],
    ["mr-knee", detail("左膝关节MRI平扫", [series("MR", "pd_tse_fs_sag", { bodyPartExamined: "KNEE" })])],
    ["mr-brain", detail("头颅MRI平扫+DWI", [series("MR", "t2_tse_tra", { bodyPartExamined: "HEAD" })])],
    ["mr-spine", detail("腰椎MRI", [series("MR", "t2_tse_sag", { bodyPartExamined: "LSPINE" })])],
    ["mr-spine", detail("MRI CERVICAL SPINE W/O", [series("MR", "SAG T2 FRFSE")])],
    ["dx-chest", detail("Chest PA and LAT", [series("DX", "PA", { bodyPartExamined: "CHEST" })])],
    ["dx-chest", detail("胸部正侧位", [series("CR", "胸部正位")])],
    ["dx-extremity", detail("双手正斜位", [series("DX", "HAND AP", { bodyPartExamined: "HAND", laterality: "R" })])],
    ["mg-screening", detail("乳腺钼靶", [series("MG", "R CC")])],
    ["us", detail("Abdomen ultrasound", [series("US", "")])],
    [undefined, detail("PET CT", [series("PT", "WB")])],
    [undefined, detail("", [series("CT", "5mm")])],
  ])("is %s", (id, study) => {
    expect(bestOf(study)).toBe(id);
  });

  it("is none where only reports are of its modality", () => {
    const report = series("MG", "CAD", { kind: "report" });
    expect(scoreOf(protocolOf("mg-screening"), detail("", [report]))).toBeUndefined();
  });

  it("is the reader's own of two that fit alike, then the one whose id comes first, whatever their order", () => {
    const study = detail("", [series("MG", "")]);
    const one = protocolOf("mg-screening");
    const [a, b] = [
      { ...one, id: "own-a" },
      { ...one, id: "own-b" },
    ];
    const ids = (own: (typeof one)[]) => rankProtocols(own, [one], study).map(({ id }) => id);
    expect(ids([b, a])).toEqual(["own-a", "own-b", "mg-screening"]);
    expect(ids([a, b])).toEqual(["own-a", "own-b", "mg-screening"]);
  });

  it("counts earlier studies of the same modality and body part alone", () => {
    const prior = (of: SeriesSummary) => ({ study: { studyDescription: "" } as StudySummary, series: [of] });
    const chest = series("CT", "LUNG", { bodyPartExamined: "CHEST" });
    const study = detail("", [chest], [prior(series("DX", "PA", { bodyPartExamined: "CHEST" })), prior(chest)]);
    expect(relevantPriors(protocolOf("ct-chest"), study)).toHaveLength(1);
    const wanting = (priorsLeast: number) => ({
      ...protocolOf("ct-chest"),
      fits: { ...protocolOf("ct-chest").fits, priorsLeast },
    });
    expect(scoreOf(wanting(1), study)).toBeGreaterThan(scoreOf(protocolOf("ct-chest"), study) as number);
    expect(scoreOf(wanting(2), study)).toBeUndefined();
  });
});

describe("the series of a cell", () => {
  const scout = series("CT", "Topogram 0.6 T20f", { frameCount: 2, orientation: "CORONAL" });
  it.each<readonly [string, readonly SeriesSummary[], string, string]>([
    [
      "Siemens",
      [
        scout,
        series("CT", "Thorax 5.0 Br40 S3", { ...axial, frameCount: 70 }),
        series("CT", "Thorax 1.0 Bl57 S3", { ...axial, frameCount: 350 }),
      ],
      "Thorax 1.0 Bl57 S3",
      "Thorax 5.0 Br40 S3",
    ],
    [
      "GE",
      [
        series("CT", "Scout", { frameCount: 2 }),
        series("CT", "CHEST 5mm STND", { ...axial, convolutionKernel: "STANDARD" }),
        series("CT", "CHEST 1.25 LUNG", { ...axial, convolutionKernel: "LUNG" }),
      ],
      "CHEST 1.25 LUNG",
      "CHEST 5mm STND",
    ],
    [
      "Philips, by the kernel alone",
      [
        series("CT", "Surview", { frameCount: 1 }),
        series("CT", "1.0 mm", { ...axial, convolutionKernel: "YC", frameCount: 275 }),
        series("CT", "2.0 mm", { ...axial, convolutionKernel: "B", frameCount: 140 }),
      ],
      "1.0 mm",
      "2.0 mm",
    ],
    [
      "United Imaging, in Chinese",
      [series("CT", "定位像"), series("CT", "胸部平扫 纵隔窗 5.0", axial), series("CT", "胸部平扫 肺窗 1.0", axial)],
      "胸部平扫 肺窗 1.0",
      "胸部平扫 纵隔窗 5.0",
    ],
    ["one reconstruction for both", [scout, series("CT", "CT CHEST", { ...axial, frameCount: 60 })], "CT CHEST", "CT CHEST"],
  ])("of a chest CT by %s is the lung and the soft one", (_, of, lung, mediastinum) => {
    expect(chosen("ct-chest", "lung-window", of)).toBe(lung);
    expect(chosen("ct-chest", "mediastinal-window", of)).toBe(mediastinum);
  });

  it.each<readonly [string, readonly string[]]>([
    ["Siemens", ["C- Abdomen 5.0 Br36 plain", "Art 1.5 Br36", "Ven 1.5 Br36", "Delay 3min Br36"]],
    ["GE", ["NON CON 5MM", "LATE ARTERIAL", "PORTAL VENOUS", "DELAYED 5MIN"]],
    ["Chinese names", ["上腹部平扫", "上腹部动脉期", "上腹部门脉期", "上腹部延迟期"]],
  ])("of an abdomen by %s is its phase", (_, names) => {
    const of = names.map((name) => series("CT", name, axial));
    const keys = ["unenhanced", "arterial-phase", "portal-venous-phase", "delayed-phase"];
    expect(keys.map((key) => chosen("ct-abdomen-phases", key, of))).toEqual(names);
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      "Siemens",
      {
        dwi: "ep2d_diff_b1000_tra_TRACEW",
        adc: "ep2d_diff_b1000_tra_ADC",
        "axial-flair": "t2_tirm_tra_dark-fluid",
        "axial-t2": "t2_tse_tra",
        "axial-t1": "t1_se_tra",
        "swi-or-t2": "SWI_Images",
      },
    ],
    [
      "GE",
      {
        dwi: "Ax DWI b1000",
        adc: "Apparent ADC",
        "axial-flair": "Ax T2 FLAIR",
        "axial-t2": "Ax T2 PROPELLER",
        "axial-t1": "Ax T1 FLAIR",
        "swi-or-t2": "Ax SWAN",
      },
    ],
    [
      "Chinese names",
      {
        dwi: "轴位弥散加权 b1000",
        adc: "表观弥散系数",
        "axial-flair": "轴位T2抑水",
        "axial-t2": "轴位T2",
        "axial-t1": "轴位T1",
        "swi-or-t2": "磁敏感加权",
      },
    ],
  ])("of a brain MR by %s is its sequence", (_, wanted) => {
    const of = Object.values(wanted).map((name) => series("MR", name, axial));
    expect(Object.fromEntries(Object.keys(wanted).map((key) => [key, chosen("mr-brain", key, of)]))).toEqual(wanted);
  });

  it.each<readonly [string, string, string, string]>([
    ["Siemens", "pd_tse_fs_sag_384", "pd_tse_fs_cor_384", "t1_tse_sag_384"],
    ["GE", "Sag PD FATSAT", "Cor PD FATSAT", "Sag T1 FSE"],
    ["Philips", "PDW_SPAIR SAG", "PDW_SPAIR COR", "T1W_TSE SAG"],
    ["Chinese names", "矢状位质子压脂", "冠状位质子压脂", "矢状位T1"],
  ])("of a knee MR by %s is its sequence and plane", (_, sagittal, coronal, t1) => {
    const of = [
      series("MR", sagittal, { orientation: "SAGITTAL" }),
      series("MR", coronal, { orientation: "CORONAL" }),
      series("MR", t1, { orientation: "SAGITTAL" }),
    ];
    expect(chosen("mr-knee", "sagittal-pd-fat-saturated", of)).toBe(sagittal);
    expect(chosen("mr-knee", "coronal-pd-fat-saturated", of)).toBe(coronal);
    expect(chosen("mr-knee", "sagittal-t1", of)).toBe(t1);
  });

  it("of a mammogram is the plain view of the side, in a series of its own or among others", () => {
    const projection = (sopInstanceUid: string, viewPosition: string, laterality: string, isModified = false) => ({
      sopInstanceUid,
      viewPosition,
      laterality,
      patientOrientation: "",
      isModified,
    });
    const all = [projection("1", "CC", "R", true), projection("2", "CC", "R"), projection("3", "MLO", "L")];
    const one = series("MG", "Mammogram", { frameCount: 3, projections: all });
    const rules = (key: string) => protocolOf("mg-screening").series[key]?.anyOf ?? [];
    expect(chooseSeries(rules("r-cc"), [one])?.projection?.sopInstanceUid).toBe("2");
    expect(chooseSeries(rules("l-mlo"), [one])?.projection?.sopInstanceUid).toBe("3");
    expect(chooseSeries(rules("l-cc"), [one])).toBeUndefined();
    expect(chosen("mg-screening", "l-cc", [series("MG", "R CC"), series("MG", "L-CC")])).toBe("L-CC");
  });

  it("is the same whatever order the series come in", () => {
    const of = [series("CT", "LUNG", axial), series("CT", "LUNG", axial), series("CT", "LUNG", { ...axial, frameCount: 300 })];
    fc.assert(
      fc.property(fc.shuffledSubarray(of, { minLength: 3 }), (shuffled) => {
        const rules = protocolOf("ct-chest").series["lung-window"]?.anyOf ?? [];
        expect(chooseSeries(rules, shuffled)?.series).toBe(of[2]);
      }),
    );
  });
});

describe("why a protocol does not fit", () => {
  const fits = {
    modality: ["CT"],
    bodyPart: ["chest"],
    description: ["staging"],
    without: ["scout"],
    series: [{ kernel: ["b70"] }],
  };
  const protocol = { id: "own-1", name: "x", rank: 0, fits: { ...fits, priorsLeast: 1 }, series: {}, stages: [] };
  const chest = series("CT", "lung", { bodyPartExamined: "CHEST", convolutionKernel: "B70" });
  const earlier = { study: { studyDescription: "" } as StudySummary, series: [chest] };

  it.each([
    ["modality", detail("staging", [series("MR", "chest")])],
    ["without", detail("staging scout", [chest])],
    ["bodyPart", detail("staging", [{ ...chest, bodyPartExamined: "HEAD" }])],
    ["description", detail("trauma", [chest])],
    ["series", detail("staging", [{ ...chest, convolutionKernel: "B30" }])],
    ["priors", detail("staging", [chest])],
    [undefined, detail("staging", [chest], [earlier] as unknown as StudyDetail["priors"])],
  ] as const)("is said: %s", (why, study) => expect(misfitOf(protocol, study)).toBe(why));
});
