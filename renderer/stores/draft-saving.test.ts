import { describe, expect, it } from "vitest";
import { changeDraft, type Draft, failSave, finishSave, keepMine, openDraft, receiveDraft, startSave } from "./draft-saving.ts";

const draft = (change: Partial<Draft> = {}): Draft => ({
  studyInstanceUid: "1.2",
  templateId: "chest-ct",
  language: "en",
  sections: { impression: "" },
  findingIds: [],
  revision: 3,
  savedAt: "2026-01-01T00:00:00.000Z",
  ...change,
});
const typed = (text: string) => ({ sections: { impression: text } });

describe("saving a draft", () => {
  it("is saved once the answer is there and nothing was typed meanwhile", () => {
    const sent = startSave(changeDraft(openDraft(draft()), typed("a")));
    const saved = finishSave(sent, draft({ revision: 4, savedAt: "2026-01-01T00:00:01.000Z" }), sent.edits);
    expect(saved.save).toEqual({ kind: "saved", at: "2026-01-01T00:00:01.000Z" });
    expect(saved.draft.revision).toBe(4);
  });

  it("keeps what was typed while saving, and has still to save it", () => {
    const sent = startSave(changeDraft(openDraft(draft()), typed("a")));
    const saved = finishSave(changeDraft(sent, typed("ab")), draft({ revision: 4, ...typed("a") }), sent.edits);
    expect(saved.draft.sections.impression).toBe("ab");
    expect(saved.draft.revision).toBe(4);
    expect(saved.save.kind).toBe("dirty");
  });

  it("tells a lost update from another failure, and typing does not hide it", () => {
    const sent = startSave(changeDraft(openDraft(draft()), typed("a")));
    const stale = failSave(sent, { area: "workspace", code: "stale", message: "", details: {} });
    expect(changeDraft(stale, typed("b")).save.kind).toBe("stale");
    const failed = failSave(sent, { area: "api", code: "unreachable", message: "", details: {} });
    expect(changeDraft(failed, typed("b")).save.kind).toBe("dirty");
  });

  it("goes on with the reader's text on the stored revision when the reader says so", () => {
    const mine = keepMine(changeDraft(openDraft(draft()), typed("mine")), draft({ revision: 9, ...typed("theirs") }));
    expect(mine.draft).toMatchObject({ revision: 9, sections: { impression: "mine" } });
    expect(mine.save.kind).toBe("dirty");
  });
});

describe("receiving a draft from the host", () => {
  it("takes it when nothing here waits to be saved", () => {
    expect(receiveDraft(openDraft(draft()), draft({ revision: 4, ...typed("new") })).draft.sections.impression).toBe("new");
  });

  it("never overwrites what is being typed", () => {
    const mine = changeDraft(openDraft(draft()), typed("typing"));
    expect(receiveDraft(mine, draft({ revision: 4, ...typed("other") })).draft.sections.impression).toBe("typing");
  });

  it("is not put back by an older answer, and gives way to another study", () => {
    const open = openDraft(draft({ revision: 5, ...typed("newer") }));
    expect(receiveDraft(open, draft({ revision: 4 })).draft.sections.impression).toBe("newer");
    const dirty = changeDraft(open, typed("x"));
    expect(receiveDraft(dirty, draft({ studyInstanceUid: "9.9" })).draft.studyInstanceUid).toBe("9.9");
  });
});
