/**
 * Whether an address may be sent images to: https anywhere, http on this computer alone, without credentials, query or fragment (they
 * would stand in logs).
 */
export function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "" || search !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** As the URL standard writes a host: numbers of IPv4 in full, IPv6 in brackets and shortest. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
