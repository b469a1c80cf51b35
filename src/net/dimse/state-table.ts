/** States of the upper layer protocol machine (PS3.8 9.2.1, table 9-1 to 9-5). */
export type State =
  | "Sta1"
  | "Sta2"
  | "Sta3"
  | "Sta4"
  | "Sta5"
  | "Sta6"
  | "Sta7"
  | "Sta8"
  | "Sta9"
  | "Sta10"
  | "Sta11"
  | "Sta12"
  | "Sta13";

/** Events, in the words of PS3.8 table 9-10. */
export type UpperLayerEvent =
  | "A-ASSOCIATE request"
  | "transport connection confirmation"
  | "A-ASSOCIATE-AC PDU"
  | "A-ASSOCIATE-RJ PDU"
  | "transport connection indication"
  | "A-ASSOCIATE-RQ PDU"
  | "A-ASSOCIATE response accept"
  | "A-ASSOCIATE response reject"
  | "P-DATA request"
  | "P-DATA-TF PDU"
  | "A-RELEASE request"
  | "A-RELEASE-RQ PDU"
  | "A-RELEASE-RP PDU"
  | "A-RELEASE response"
  | "A-ABORT request"
  | "A-ABORT PDU"
  | "transport connection closed"
  | "ARTIM timer expired"
  | "invalid PDU";

/** Actions (PS3.8 tables 9-6 to 9-9). */
export type Action =
  | "AE-1"
  | "AE-2"
  | "AE-3"
  | "AE-4"
  | "AE-5"
  | "AE-6"
  | "AE-7"
  | "AE-8"
  | "DT-1"
  | "DT-2"
  | "AR-1"
  | "AR-2"
  | "AR-3"
  | "AR-4"
  | "AR-5"
  | "AR-6"
  | "AR-7"
  | "AR-8"
  | "AR-9"
  | "AR-10"
  | "AA-1"
  | "AA-2"
  | "AA-3"
  | "AA-4"
  | "AA-5"
  | "AA-6"
  | "AA-7"
  | "AA-8";

/** The state an action leads to. AE-6 (Sta13 where the request is not acceptable) and AR-8 (Sta10 for the acceptor) decide themselves. */
export const NEXT_STATE: Readonly<Record<Action, State>> = {
  "AE-1": "Sta4",
  "AE-2": "Sta5",
  "AE-3": "Sta6",
  "AE-4": "Sta1",
  "AE-5": "Sta2",
  "AE-6": "Sta3",
  "AE-7": "Sta6",
  "AE-8": "Sta13",
  "DT-1": "Sta6",
  "DT-2": "Sta6",
  "AR-1": "Sta7",
  "AR-2": "Sta8",
  "AR-3": "Sta1",
  "AR-4": "Sta13",
  "AR-5": "Sta1",
  "AR-6": "Sta7",
  "AR-7": "Sta8",
  "AR-8": "Sta9",
  "AR-9": "Sta11",
  "AR-10": "Sta12",
  "AA-1": "Sta13",
  "AA-2": "Sta1",
  "AA-3": "Sta1",
  "AA-4": "Sta1",
  "AA-5": "Sta1",
  "AA-6": "Sta13",
  "AA-7": "Sta13",
  "AA-8": "Sta13",
};

type Row = Readonly<Partial<Record<State, Action>>>;

/** Sta3 and Sta5 to Sta12: an association is being made, is there, or is being released. */
const engaged = (action: Action): Row => ({
  Sta3: action,
  Sta5: action,
  Sta6: action,
  Sta7: action,
  Sta8: action,
  Sta9: action,
  Sta10: action,
  Sta11: action,
  Sta12: action,
});

/** What a PDU does where it does not belong: abort; after an abort it is ignored. */
const unexpected: Row = { Sta2: "AA-1", ...engaged("AA-8"), Sta13: "AA-6" };

/** PS3.8 table 9-10: event and state to action. A pair that is not here cannot come about. */
export const STATE_TABLE: Readonly<Record<UpperLayerEvent, Row>> = {
  "A-ASSOCIATE request": { Sta1: "AE-1" },
  "transport connection confirmation": { Sta4: "AE-2" },
  "A-ASSOCIATE-AC PDU": { ...unexpected, Sta5: "AE-3" },
  "A-ASSOCIATE-RJ PDU": { ...unexpected, Sta5: "AE-4" },
  "transport connection indication": { Sta1: "AE-5" },
  "A-ASSOCIATE-RQ PDU": { ...unexpected, Sta2: "AE-6", Sta13: "AA-7" },
  "A-ASSOCIATE response accept": { Sta3: "AE-7" },
  "A-ASSOCIATE response reject": { Sta3: "AE-8" },
  "P-DATA request": { Sta6: "DT-1", Sta8: "AR-7" },
  "P-DATA-TF PDU": { ...unexpected, Sta6: "DT-2", Sta7: "AR-6" },
  "A-RELEASE request": { Sta6: "AR-1" },
  "A-RELEASE-RQ PDU": { ...unexpected, Sta6: "AR-2", Sta7: "AR-8" },
  "A-RELEASE-RP PDU": { ...unexpected, Sta7: "AR-3", Sta10: "AR-10", Sta11: "AR-3" },
  "A-RELEASE response": { Sta8: "AR-4", Sta9: "AR-9", Sta12: "AR-4" },
  "A-ABORT request": { ...engaged("AA-1"), Sta4: "AA-2" },
  "A-ABORT PDU": { Sta2: "AA-2", ...engaged("AA-3"), Sta13: "AA-2" },
  "transport connection closed": { Sta2: "AA-5", ...engaged("AA-4"), Sta4: "AA-4", Sta13: "AR-5" },
  "ARTIM timer expired": { Sta2: "AA-2", Sta13: "AA-2" },
  "invalid PDU": { ...unexpected, Sta13: "AA-7" },
};
