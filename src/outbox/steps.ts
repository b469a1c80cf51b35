import { randomUUID } from "node:crypto";
import type { ErrorRecord } from "../base/index.ts";
import { isProcessAlive, thisProcess } from "../storage/index.ts";
import { attemptTimeoutMs, pauseMs } from "./pauses.ts";
import { type ClaimedItem, type Receipt, type Row, toClaimed } from "./row.ts";
import { DUE, NEXT_REVISION, type Table, type Values } from "./table.ts";

/** Every step between the states of README.md, each one change in the database. */
export interface Steps {
  /** queued, or waiting and due -> sending, in the hands of this process alone. */
  claim(peer: string): ClaimedItem | undefined;
  /** sending -> delivered. The peer is well again, so what waited for it is queued. */
  deliver(claimed: ClaimedItem, receipt: Receipt): void;
  /** sending -> waiting, this object alone; with `pauses` false until a person does something about it. */
  fail(claimed: ClaimedItem, error: ErrorRecord, pauses: boolean): void;
  /** sending -> waiting, and so is everything else that is due at this peer. */
  failPeer(claimed: ClaimedItem, error: ErrorRecord): void;
  /** sending -> queued: the attempt was broken off on this side. */
  release(claimed: ClaimedItem): void;
  /** waiting -> queued by a person; pauses start anew, `failingSince` stays. */
  retry(id: string): void;
  /** sending -> queued for items whose sender died or has overrun its time; gives their number. */
  recover(): number;
}

/** What is left of the claim's time when the attempt's own time is over. */
const CLAIM_MARGIN_MS = 60_000;

export function openSteps(table: Table): Steps {
  const { at, dueAt, rows, run, transaction } = table;

  /** Only while the claim is ours: another process may have taken the item over after our time was up. */
  function settle({ id, claim }: ClaimedItem, set: string, values: Values = {}): void {
    run(
      `UPDATE items SET ${set}, claim = NULL, claim_until = NULL, revision = ${NEXT_REVISION}
       WHERE id = :id AND state = 'sending' AND claim = :claim`,
      { ...values, id, claim },
    );
  }

  return {
    claim: (peer) =>
      transaction(() => {
        // The least tried first: an object that brings its peer down does not stand in the way of the others.
        const [row] = rows(
          `SELECT * FROM items WHERE peer = :peer AND state <> 'delivered' AND ${DUE} ORDER BY attempts, seq LIMIT 1`,
          {
            peer,
            ...dueAt(),
          },
        );
        if (row === undefined) return undefined;
        const [taken] = rows(
          `UPDATE items SET state = 'sending', attempts = attempts + 1, next_attempt_at = NULL, claim = :claim, claim_until = :until,
           revision = ${NEXT_REVISION} WHERE id = :id RETURNING *`,
          {
            id: row.id,
            claim: `${thisProcess()} ${randomUUID()}`,
            until: at(attemptTimeoutMs(row.byte_length) + CLAIM_MARGIN_MS),
          },
        );
        return taken && toClaimed(taken);
      }),
    deliver: ({ id, peer }, receipt) =>
      transaction(() => {
        // A receipt counts even where another process has taken the item over meanwhile.
        run(
          `UPDATE items SET state = 'delivered', receipt = :receipt, error = NULL, scope = NULL, failures = 0, failing_since = NULL,
           next_attempt_at = NULL, claim = NULL, claim_until = NULL, revision = ${NEXT_REVISION} WHERE id = :id AND state <> 'delivered'`,
          { id, receipt: JSON.stringify({ at: at(), ...receipt }) },
        );
        run("DELETE FROM peers WHERE peer = :peer", { peer });
        run(
          `UPDATE items SET state = 'queued', error = NULL, scope = NULL, failing_since = NULL, next_attempt_at = NULL,
           revision = ${NEXT_REVISION} WHERE peer = :peer AND state = 'waiting' AND scope = 'peer'`,
          { peer },
        );
      }),
    fail: (claimed, error, pauses) =>
      transaction(() =>
        settle(
          claimed,
          `state = 'waiting', error = :error, scope = 'object', failures = failures + 1,
           failing_since = coalesce(failing_since, :now), next_attempt_at = :next`,
          { error: JSON.stringify(error), now: at(), next: pauses ? at(pauseMs(claimed.failures + 1)) : null },
        ),
      ),
    failPeer: (claimed, error) =>
      transaction(() => {
        const { peer } = claimed;
        const values = { error: JSON.stringify(error), ...notePeerFailure(table, peer) };
        const set = `state = 'waiting', error = :error, scope = 'peer', failing_since = coalesce(failing_since, :since), next_attempt_at = :next`;
        settle(claimed, set, values);
        run(
          `UPDATE items SET ${set}, revision = ${NEXT_REVISION}
           WHERE peer = :peer AND state <> 'delivered' AND state <> 'sending' AND (scope = 'peer' OR ${DUE})`,
          { ...values, peer, ...dueAt() },
        );
      }),
    release: (claimed) => transaction(() => settle(claimed, "state = 'queued', next_attempt_at = NULL")),
    retry: (id) =>
      transaction(() => {
        run(
          `UPDATE items SET state = 'queued', failures = 0, next_attempt_at = NULL, revision = ${NEXT_REVISION}
           WHERE id = :id AND state = 'waiting'`,
          { id },
        );
        run("UPDATE peers SET failures = 0, next_attempt_at = NULL WHERE peer = (SELECT peer FROM items WHERE id = :id)", { id });
      }),
    recover() {
      const abandoned = () =>
        rows("SELECT * FROM items WHERE state <> 'delivered' AND state = 'sending'").filter((row) => isAbandoned(row, at()));
      if (abandoned().length === 0) return 0;
      return transaction(() => {
        const found = abandoned();
        for (const { id } of found) {
          run(
            `UPDATE items SET state = 'queued', next_attempt_at = NULL, claim = NULL, claim_until = NULL, revision = ${NEXT_REVISION}
             WHERE id = :id`,
            { id },
          );
        }
        return found.length;
      });
    },
  };
}

function isAbandoned({ claim, claim_until }: Row, now: string): boolean {
  return !isProcessAlive(claim?.split(" ")[0] ?? "") || (claim_until ?? "") < now;
}

/** Counts the failure, unless it came before the pause was over, and says since when and until when the peer's items wait. */
function notePeerFailure({ at, run, one }: Table, peer: string): { readonly since: string; readonly next: string } {
  const known = one("SELECT * FROM peers WHERE peer = :peer", { peer });
  const isEarly = typeof known?.next_attempt_at === "string" && known.next_attempt_at > at();
  const failures = Number(known?.failures ?? 0) + (isEarly ? 0 : 1);
  const since = typeof known?.failing_since === "string" ? known.failing_since : at();
  const next = at(pauseMs(failures));
  run("INSERT OR REPLACE INTO peers VALUES (:peer, :failures, :since, :next)", { peer, failures, since, next });
  return { since, next };
}
