import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "./draft-saving.ts";
import {
  editSection,
  flowIntoReport,
  flushDraft,
  isTypedInVain,
  loadReport,
  reopenUntouched,
  settleConflict,
  signDraft,
  useReportStore,
} from "./report-store.ts";
import { useToastStore } from "./toast-store.ts";

const study = "1.2.3";
const first: Draft = {
  studyInstanceUid: study,
  templateId: "chest-ct",
  language: "en",
  sections: { impression: "" },
  findingIds: [],
  revision: 1,
  savedAt: "2026-01-01T00:00:00.000Z",
};

/** The host as far as this store knows it: one draft with a revision, and reports signed from it. */
class Host {
  draft = first;
  signed: object[] = [];
  away = false;
  saves = 0;
  /** Answers to saves and signings wait for this. */
  gate: Promise<void> | undefined;
  /** Drafts of studies besides the first. */
  readonly others = new Map<string, Draft>();

  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    if (this.away) throw new TypeError("Failed to fetch");
    const body = init.body === undefined || init.body === null ? undefined : JSON.parse(String(init.body));
    if (init.method === "PUT" || init.method === "POST") await this.gate;
    const other = [...this.others.values()].find(({ studyInstanceUid }) => path.includes(studyInstanceUid));
    if (other !== undefined) {
      if (init.method === "PUT")
        this.others.set(other.studyInstanceUid, { ...body, revision: body.revision + 1, savedAt: first.savedAt });
      return Response.json(init.method === "PUT" ? this.others.get(other.studyInstanceUid) : { draft: other, signed: [] });
    }
    if (path.endsWith("/report-templates")) return Response.json({ templates: [] });
    if (path.endsWith("/sign")) {
      const report = {
        id: crypto.randomUUID(),
        studyInstanceUid: study,
        signedAt: "2026-01-01T00:01:00.000Z",
        signedBy: body.signedBy,
        draft: this.draft,
        objects: [],
      };
      this.signed = [report, ...this.signed];
      return Response.json(report);
    }
    if (init.method !== "PUT") return Response.json({ draft: this.draft, signed: this.signed });
    this.saves += 1;
    if (body.revision !== this.draft.revision) {
      return Response.json({ area: "workspace", code: "stale", message: "", details: {} }, { status: 409 });
    }
    this.draft = { ...body, revision: body.revision + 1, savedAt: "2026-01-01T00:00:30.000Z" };
    return Response.json(this.draft);
  };
}

const edited = () => useReportStore.getState().edited;
let host: Host;

beforeEach(async () => {
  vi.useFakeTimers();
  host = new Host();
  vi.stubGlobal("fetch", host.fetch);
  useReportStore.setState({ studyInstanceUid: undefined, edited: undefined, waiting: {}, signed: [], templates: [] });
  useToastStore.setState({ toasts: [] });
  await loadReport(study);
});
afterEach(() => {
  clearTimeout(useReportStore.getState().timer);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the report store", () => {
  it("keeps no draft that nobody has written in, and signs what is on screen", async () => {
    host.draft = { ...first, revision: 0 };
    useReportStore.setState({ studyInstanceUid: undefined, edited: undefined });
    await loadReport(study);
    flowIntoReport({ sections: { impression: "Nodule, 8 mm." } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect([host.saves, edited()?.draft.sections.impression]).toEqual([0, "Nodule, 8 mm."]);
    expect(await signDraft("Roe")).toBe(true);
    expect([host.saves, host.draft.sections.impression]).toEqual([1, "Nodule, 8 mm."]);
  });

  it("takes the template that what was found calls for until somebody writes", async () => {
    host.draft = { ...first, revision: 0 };
    useReportStore.setState({ studyInstanceUid: undefined, edited: undefined });
    await loadReport(study);
    host.draft = { ...host.draft, templateId: "extremity" };
    await reopenUntouched("1.2.4");
    expect(edited()?.draft.templateId).toBe("chest-ct");
    await reopenUntouched(study);
    expect(edited()?.draft.templateId).toBe("extremity");
    editSection("impression", "Fracture.");
    host.draft = { ...host.draft, templateId: "general" };
    await reopenUntouched(study);
    expect(edited()?.draft).toMatchObject({ templateId: "extremity", sections: { impression: "Fracture." } });
  });

  it("saves what is typed by itself, once for many keys", async () => {
    for (const text of ["N", "No", "Nor", "Norm"]) editSection("impression", text);
    expect(edited()?.save.kind).toBe("dirty");
    await vi.runAllTimersAsync();
    expect(edited()?.save.kind).toBe("saved");
    expect(host.saves).toBe(1);
    expect(host.draft.sections.impression).toBe("Norm");
  });

  it("keeps the text while the host is away and saves it when it is back", async () => {
    host.away = true;
    editSection("impression", "typed meanwhile");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(edited()?.save).toMatchObject({ kind: "failed", error: { area: "api", code: "unreachable" } });
    host.away = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(edited()?.save.kind).toBe("saved");
    expect(host.draft.sections.impression).toBe("typed meanwhile");
  });

  it("never overwrites what was saved from another window: the reader chooses", async () => {
    host.draft = { ...host.draft, revision: 7, sections: { impression: "theirs" } };
    editSection("impression", "mine");
    await flushDraft();
    expect(edited()?.save.kind).toBe("stale");
    expect(host.draft.sections.impression).toBe("theirs");
    await settleConflict("mine");
    expect(edited()?.save.kind).toBe("saved");
    expect(host.draft.sections.impression).toBe("mine");
  });

  it("takes the stored text when the reader chooses it", async () => {
    host.draft = { ...host.draft, revision: 7, sections: { impression: "theirs" } };
    editSection("impression", "mine");
    await flushDraft();
    await settleConflict("stored");
    expect(edited()?.draft.sections.impression).toBe("theirs");
    expect(edited()?.save.kind).toBe("saved");
  });

  it("saves before it signs, and shows what was signed", async () => {
    editSection("impression", "Normal.");
    expect(await signDraft("Dr. A")).toBe(true);
    expect(host.saves).toBe(1);
    expect(useReportStore.getState().signed).toHaveLength(1);
    expect(useReportStore.getState().signed[0]).toMatchObject({
      signedBy: "Dr. A",
      draft: { sections: { impression: "Normal." } },
    });
  });

  it("does not sign what could not be saved", async () => {
    host.away = true;
    editSection("impression", "x");
    expect(await signDraft("Dr. A")).toBe(false);
    expect(host.signed).toHaveLength(0);
  });
});

describe("a study that is left before its report is saved", () => {
  const second = "9.8.7";
  const toasts = () => useToastStore.getState().toasts.map(({ message }) => (message.kind === "text" ? message.key : ""));
  const gated = () => {
    let open = () => {};
    host.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      host.gate = undefined;
      open();
    };
  };
  beforeEach(() => {
    host.others.set(second, { ...first, studyInstanceUid: second, sections: { impression: "second" } });
  });

  it("keeps what could not be saved, says so, and saves it when the host can again", async () => {
    editSection("impression", "typed in vain");
    host.away = true;
    await loadReport(second);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(toasts()).toEqual(["report.leftUnsaved"]);
    expect(isTypedInVain()).toBe(true);
    // As it is tried again: it is on no disk yet.
    const open = gated();
    host.away = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(isTypedInVain()).toBe(true);
    open();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(host.draft.sections.impression).toBe("typed in vain");
    expect([toasts().at(-1), isTypedInVain()]).toEqual(["report.leftSaved", false]);
  });

  it("shows it again where its study is opened before it was saved", async () => {
    editSection("impression", "typed in vain");
    host.away = true;
    await loadReport(second);
    await loadReport(study);
    expect(edited()?.draft.sections.impression).toBe("typed in vain");
  });

  it("saves what was typed while a save was on its way", async () => {
    const open = gated();
    editSection("impression", "one");
    const sent = flushDraft();
    editSection("impression", "one two");
    await loadReport(second);
    open();
    await sent;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(host.draft.sections.impression).toBe("one two");
    expect(edited()?.draft.studyInstanceUid).toBe(second);
  });

  it("never comes back beside the images of the next one, however late answers are", async () => {
    const open = gated();
    editSection("impression", "Normal.");
    const signing = signDraft("Dr. A");
    const [, third] = [await vi.advanceTimersByTimeAsync(10), "5.5.5"];
    host.others.set(third, { ...first, studyInstanceUid: third });
    const loads = [loadReport(second), loadReport(third)];
    open();
    await Promise.all([...loads, signing]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([useReportStore.getState().studyInstanceUid, edited()?.draft.studyInstanceUid]).toEqual([third, third]);
    expect(host.draft.sections.impression).toBe("Normal.");
    expect([await signing, toasts()]).toEqual([false, ["report.leftUnsigned"]]);
  });

  it("stays away when it was signed too late to be seen", async () => {
    const signing = signDraft("Dr. A");
    const open = gated();
    await loadReport(second);
    open();
    expect(await signing).toBe(host.signed.length === 1);
    expect(useReportStore.getState()).toMatchObject({ studyInstanceUid: second, signed: [] });
  });
});

it("does not send two saves on one revision: that would be a conflict with oneself", async () => {
  let open = () => {};
  host.gate = new Promise((resolve) => {
    open = resolve;
  });
  editSection("impression", "one");
  const sent = flushDraft();
  editSection("impression", "one two");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(edited()?.save.kind).not.toBe("stale");
  host.gate = undefined;
  open();
  await sent;
  await vi.advanceTimersByTimeAsync(2_000);
  expect([edited()?.save.kind, host.draft.sections.impression, host.saves]).toEqual(["saved", "one two", 2]);
});
