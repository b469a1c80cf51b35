import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { emptyDecisionLog } from "./decision-log.ts";
import { useFindingsStore } from "./findings-store.ts";
import { useToastStore } from "./toast-store.ts";

const study = "1.2.3";

function nodule(id: string, by: "model" | "person" = "model"): Finding {
  return {
    id,
    trackingId: id.slice(0, 4),
    trackingUid: "2.25.1",
    studyInstanceUid: study,
    seriesInstanceUid: "1.2.3.4",
    code: { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" },
    geometry: { kind: "sphere", centerPatient: [0, 0, 0], diameterMm: 8 },
    reference: { sopClassUid: "1.2", sopInstanceUid: "1.2.3.4.5", frameNumber: 1 },
    measurements: [],
    status: by === "model" ? "proposed" : "accepted",
    provenance:
      by === "person"
        ? { by, name: "A" }
        : { by, modelId: "m", modelVersion: "1", weightsSha256: "a".repeat(64), parameters: {}, score: 0.9, analysisId: "x" },
    history: [],
    comment: "",
    caveats: [],
  };
}

/** The host as far as this store knows it: findings by id, decisions applied as sent. */
class Host {
  findings: Finding[] = [nodule(crypto.randomUUID()), nodule(crypto.randomUUID()), nodule(crypto.randomUUID(), "person")];
  refuses = false;
  /** Answers to what is changed wait for this. */
  gate: Promise<void> | undefined;

  removed: Finding[] = [];

  readonly fetch = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const [path = ""] = address.split("?");
    const method = init.method ?? "GET";
    if (method !== "GET") await this.gate;
    if (this.refuses) return Response.json({ area: "findings", code: "illegal-step", message: "", details: {} }, { status: 422 });
    const body = init.body === undefined || init.body === null ? undefined : JSON.parse(String(init.body));
    const id = /findings\/([0-9a-f-]+)/.exec(path)?.[1];
    if (method === "GET") return Response.json({ findings: this.findings });
    if (path.endsWith("/lesion")) {
      const trackingUid = body.sameAs === null ? "2.25.1" : "2.25.77";
      this.findings = this.findings.map((finding) => (finding.id === id ? { ...finding, trackingUid } : finding));
      return Response.json(this.findings.find((finding) => finding.id === id));
    }
    if (path.endsWith("/restore")) {
      const back = this.removed.find((finding) => finding.id === id);
      if (back === undefined) {
        return Response.json({ area: "host", code: "not-found", message: "", details: {} }, { status: 404 });
      }
      this.findings.push(back);
      return Response.json(back);
    }
    if (method === "PATCH") {
      const { by: _by, ...change } = body;
      const edited = (finding: Finding): Finding => ({
        ...finding,
        ...change,
        status: change.geometry !== undefined && finding.provenance.by === "model" ? "edited" : finding.status,
      });
      this.findings = this.findings.map((finding) => (finding.id === id ? edited(finding) : finding));
      return Response.json(this.findings.find((finding) => finding.id === id));
    }
    if (method === "DELETE") {
      this.removed.push(...this.findings.filter((finding) => finding.id === id));
      this.findings = this.findings.filter((finding) => finding.id !== id);
      return Response.json({});
    }
    if (id === undefined) {
      const { by, ...rest } = body;
      const made = { ...nodule(crypto.randomUUID(), "person"), ...rest, provenance: { by: "person", name: by } };
      this.findings.push(made);
      return Response.json(made);
    }
    this.findings = this.findings.map((finding) => (finding.id === id ? { ...finding, status: body.decision } : finding));
    return Response.json(this.findings.find((finding) => finding.id === id));
  };
}

const store = () => useFindingsStore.getState();
const status = (at: number) => store().findings[at]?.status;
let host: Host;

beforeEach(async () => {
  host = new Host();
  vi.stubGlobal("fetch", host.fetch);
  useFindingsStore.setState({
    findings: [],
    studyInstanceUid: undefined,
    decisions: emptyDecisionLog,
    selectedFindingId: undefined,
  });
  useToastStore.setState({ toasts: [] });
  await store().load(study);
});
afterEach(() => vi.unstubAllGlobals());

describe("the findings store", () => {
  it("shows what the host holds", () => {
    expect(store().findings).toEqual(host.findings);
    expect(store().loadState.kind).toBe("ready");
  });

  it("takes decisions back and makes them again, through the host", async () => {
    const [first, second] = host.findings as [Finding, Finding];
    await store().decide(first.id, "accepted");
    await store().decide(second.id, "rejected");
    await store().undo();
    await store().undo();
    expect([status(0), status(1)]).toEqual(["proposed", "proposed"]);
    await store().redo();
    expect([status(0), status(1)]).toEqual(["accepted", "proposed"]);
    expect(host.findings.map((finding) => finding.status)).toEqual(["accepted", "proposed", "accepted"]);
    expect(store().selectedFindingId).toBe(first.id);
  });

  it("says a refused decision and leaves everything as it was", async () => {
    host.refuses = true;
    await store().decide((host.findings[0] as Finding).id, "accepted");
    expect(status(0)).toBe("proposed");
    expect(store().decisions).toEqual(emptyDecisionLog);
    expect(useToastStore.getState().toasts.at(-1)).toMatchObject({ tone: "bad", message: { error: { code: "illegal-step" } } });
  });

  it("brings a deleted measurement back with its identity, and deletes it again", async () => {
    const own = host.findings[2] as Finding;
    store().select(own.id);
    await store().remove(own.id);
    expect(store().findings).toHaveLength(2);
    expect(store().selectedFindingId).toBeUndefined();
    await store().undo();
    expect(store().findings[2]).toEqual(own);
    expect(store().selectedFindingId).toBe(own.id);
    await store().redo();
    expect(host.findings).toHaveLength(2);
  });

  it("takes a drawing back and draws it again, the same finding", async () => {
    const {
      id: _id,
      trackingUid: _uid,
      status: _status,
      provenance: _by,
      history: _history,
      trackingId: _name,
      ...body
    } = host.findings[2] as Finding;
    const made = await store().create(body);
    await store().undo();
    expect(store().findings.map(({ id }) => id)).not.toContain(made?.id);
    await store().redo();
    expect(store().findings.at(-1)).toEqual(made);
  });

  it("takes changes of shape and words back one by one, and names each", async () => {
    const own = host.findings[2] as Finding;
    const moved = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 8 } as const;
    await store().edit(own.id, { geometry: moved, measurements: [] }, "move");
    await store().edit(own.id, { trackingId: "Aorta" });
    const named = () => store().decisions.done.map(({ name }) => name);
    expect(named()).toEqual(["move", "rename"]);
    await store().undo();
    expect(store().findings[2]).toMatchObject({ trackingId: own.trackingId, geometry: moved });
    await store().undo();
    expect(store().findings[2]?.geometry).toEqual(own.geometry);
    expect(useToastStore.getState().toasts.at(-1)?.message).toMatchObject({
      key: "findings.undone",
      parts: { step: "findings.step.move", kind: "findings.kind.sphere" },
      values: { label: own.trackingId },
    });
    await store().redo();
    await store().redo();
    expect(store().findings[2]).toMatchObject({ trackingId: "Aorta", geometry: moved });
  });

  it("takes another name of a vertebra back", async () => {
    const own = host.findings[2] as Finding;
    const site = (name: string) => ({ value: name, scheme: "SCT", meaning: `${name} vertebra` });
    host.findings[2] = { ...own, site: site("L3") };
    await store().load(study);
    await store().edit(own.id, { site: site("L4") });
    expect(store().decisions.done.at(-1)?.name).toBe("rename");
    await store().undo();
    expect(store().findings[2]?.site).toEqual(site("L3"));
  });

  it("gives a proposal that was reshaped back to its model", async () => {
    const proposal = host.findings[0] as Finding;
    await store().edit(proposal.id, { geometry: { kind: "sphere", centerPatient: [9, 9, 9], diameterMm: 3 } }, "reshape");
    expect(status(0)).toBe("edited");
    await store().undo();
    expect(status(0)).toBe("proposed");
  });

  it("does in order what the hand does faster than the host answers", async () => {
    const own = host.findings[2] as Finding;
    await Promise.all([store().remove(own.id), store().undo(), store().redo(), store().undo()]);
    expect(store().findings).toHaveLength(3);
    expect(host.findings).toHaveLength(3);
  });

  it("takes back that a finding was called the same lesion, and names it", async () => {
    const own = host.findings[2] as Finding;
    expect(await store().track(own.id, crypto.randomUUID(), null)).toBe(true);
    expect(store().findings[2]?.trackingUid).toBe("2.25.77");
    await store().undo();
    expect(store().findings[2]?.trackingUid).toBe(own.trackingUid);
    const said = { key: "findings.undone", parts: { step: "findings.step.follow", kind: "findings.kind.sphere" } };
    expect(useToastStore.getState().toasts.at(-1)?.message).toMatchObject(said);
    await store().redo();
    expect(host.findings[2]?.trackingUid).toBe("2.25.77");
  });

  it("leaves out a step that the host refuses for good, and says so; those before it can still be taken back", async () => {
    const [first, , own] = host.findings as [Finding, Finding, Finding];
    await store().decide(first.id, "accepted");
    await store().remove(own.id);
    host.removed = [];
    await store().undo();
    const messages = () => useToastStore.getState().toasts.map(({ message }) => message);
    expect(messages().at(-1)).toMatchObject({ key: "findings.notUndone", parts: { step: "findings.step.delete" } });
    expect(store().decisions.done).toHaveLength(1);
    await store().undo();
    expect(status(0)).toBe("proposed");
    await store().redo();
    expect(status(0)).toBe("accepted");
    expect(store().decisions.undone).toEqual([]);
  });

  it("leaves as it is what somebody else changed since, names it, and takes the step before it back", async () => {
    const [first, , own] = host.findings as [Finding, Finding, Finding];
    const at = (x: number) => ({ kind: "sphere", centerPatient: [x, 0, 0], diameterMm: 8 }) as const;
    await store().decide(first.id, "accepted");
    await store().edit(own.id, { geometry: at(1) }, "move");
    host.findings = host.findings.map((finding) => (finding.id === own.id ? { ...finding, geometry: at(2) } : finding));
    await store().load(study);
    await store().undo();
    expect(host.findings[2]?.geometry).toEqual(at(2));
    const said = { key: "findings.changedElsewhere", parts: { step: "findings.step.move" } };
    expect(useToastStore.getState().toasts.at(-1)?.message).toMatchObject(said);
    await store().undo();
    expect(status(0)).toBe("proposed");
  });

  it("puts a shape back under words that were written elsewhere", async () => {
    const own = host.findings[2] as Finding;
    await store().edit(own.id, { geometry: { kind: "sphere", centerPatient: [1, 0, 0], diameterMm: 8 } }, "move");
    host.findings = host.findings.map((finding) => (finding.id === own.id ? { ...finding, comment: "Unchanged" } : finding));
    await store().load(study);
    await store().undo();
    expect(host.findings[2]).toMatchObject({ geometry: own.geometry, comment: "Unchanged" });
  });

  it("does not remove a drawing that somebody else has worked on", async () => {
    const {
      id: _id,
      trackingUid: _uid,
      status: _s,
      provenance: _by,
      history: _h,
      trackingId: _n,
      ...body
    } = host.findings[2] as Finding;
    const made = (await store().create(body)) as Finding;
    host.findings = host.findings.map((finding) => (finding.id === made.id ? { ...finding, comment: "Mine now" } : finding));
    await store().load(study);
    await store().undo();
    expect(host.findings.map(({ id }) => id)).toContain(made.id);
  });

  it("keeps a step that the host could not take now", async () => {
    const [first] = host.findings as [Finding];
    await store().decide(first.id, "accepted");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("away")));
    await store().undo();
    expect(store().decisions.done).toHaveLength(1);
    vi.stubGlobal("fetch", host.fetch);
    await store().undo();
    expect(status(0)).toBe("proposed");
  });

  it("keeps what is known of a finding by a newer answer than a list that was asked for before", async () => {
    const [first] = host.findings as [Finding];
    const change = {
      at: "2026-01-01T00:00:00.000Z",
      by: "A",
      from: "proposed",
      to: "accepted",
    } as unknown as Finding["history"][0];
    const newer: Finding = { ...first, status: "accepted", history: [change] };
    const late = store().load(study);
    useFindingsStore.setState({ findings: store().findings.map((finding) => (finding.id === first.id ? newer : finding)) });
    await late;
    expect(store().findings[0]).toEqual(newer);
    expect(store().findings).toHaveLength(3);
  });

  it("drops an answer for a study that is no longer open", async () => {
    const late = store().load(study);
    void store().load("9.9");
    await late;
    expect(store().studyInstanceUid).toBe("9.9");
  });

  it("takes nothing of a study that was left into the steps of the next one", async () => {
    const [first, , own] = host.findings as [Finding, Finding, Finding];
    const { code, geometry, reference, measurements, seriesInstanceUid } = own;
    const body = { studyInstanceUid: study, seriesInstanceUid, code, geometry, reference, measurements };
    for (const late of [() => store().create(body), () => store().undo()]) {
      await store().load(study);
      await store().decide(first.id, store().findings[0]?.status === "accepted" ? "rejected" : "accepted");
      expect(store().decisions.done).toHaveLength(1);
      let open = () => {};
      host.gate = new Promise((resolve) => {
        open = resolve;
      });
      const answer = late();
      await store().load("9.8.7");
      host.gate = undefined;
      open();
      await answer;
      expect(useToastStore.getState().toasts.every(({ tone }) => tone !== "bad")).toBe(true);
      expect(store()).toMatchObject({ studyInstanceUid: "9.8.7", decisions: emptyDecisionLog });
    }
  });
});
