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

  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    if (this.refuses) return Response.json({ area: "findings", code: "illegal-step", message: "", details: {} }, { status: 422 });
    const body = init.body === undefined || init.body === null ? undefined : JSON.parse(String(init.body));
    const id = /findings\/([0-9a-f-]+)/.exec(path)?.[1];
    if (method === "GET") return Response.json({ findings: this.findings });
    if (method === "DELETE") {
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

  it("files a deleted measurement anew when that is undone", async () => {
    const own = host.findings[2] as Finding;
    store().select(own.id);
    await store().remove(own.id);
    expect(store().findings).toHaveLength(2);
    expect(store().selectedFindingId).toBeUndefined();
    await store().undo();
    expect(store().findings).toHaveLength(3);
    expect(store().findings[2]).toMatchObject({ geometry: own.geometry, code: own.code, reference: own.reference });
    expect(store().decisions).toEqual(emptyDecisionLog);
  });

  it("drops an answer for a study that is no longer open", async () => {
    const late = store().load(study);
    void store().load("9.9");
    await late;
    expect(store().studyInstanceUid).toBe("9.9");
  });
});
