import {
  type Destination,
  type DestinationTest,
  destinationTestSchema,
  type Session,
  type Settings,
  sessionSchema,
  settingsSchema,
} from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** What this workstation is and holds. @throws ApiError */
export function getSession(signal?: AbortSignal): Promise<Session> {
  return request(sessionSchema, "/api/session", { signal });
}

/** @throws ApiError */
export function getSettings(signal?: AbortSignal): Promise<Settings> {
  return request(settingsSchema, "/api/settings", { signal });
}

/** Stores all settings and answers what was stored. @throws ApiError */
export function putSettings(settings: Settings): Promise<Settings> {
  return request(settingsSchema, "/api/settings", { method: "PUT", body: settings });
}

/** Whether a destination answers (QIDO-RS or C-ECHO); a peer that is down is an answer, not an error. @throws ApiError */
export function testDestination(destination: Destination, signal?: AbortSignal): Promise<DestinationTest> {
  return request(destinationTestSchema, "/api/settings/test-destination", { method: "POST", body: destination, signal });
}
