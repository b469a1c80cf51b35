import { describe, expect, it } from "vitest";
import { isServerAddress } from "./server-address.ts";

describe("isServerAddress", () => {
  it.each([
    "https://ai.hospital.example",
    "https://10.0.0.7:8443/serving",
    "http://localhost:8000",
    "http://127.0.0.1:8000",
    "http://127.1",
    "http://[::1]:8000",
  ])("takes %s", (address) => expect(isServerAddress(address)).toBe(true));
  it.each([
    "http://ai.hospital.example",
    "http://10.0.0.7:8000",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "https://somebody:secret@ai.hospital.example",
    "https://ai.hospital.example/?key=1",
    "https://ai.hospital.example/#a",
    "ftp://localhost",
    "file:///etc/passwd",
    "localhost:8000",
    "",
  ])("does not take %s", (address) => expect(isServerAddress(address)).toBe(false));
});
