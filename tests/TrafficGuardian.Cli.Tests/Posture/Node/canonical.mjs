// Canonical JSON as both guardians make it: keys sorted recursively by UTF-16 code units, arrays as they are, compact.
import { createHash } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

export function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

/** The object with `digests.canonical_sha256` over everything else. */
export function withDigest(value, more = {}) {
  return { ...value, digests: { ...more, canonical_sha256: sha256(JSON.stringify(sorted(value))) } };
}

export function options(args) {
  const found = {};
  for (let i = 0; i < args.length; i += 2) (found[args[i].replace(/^--/, "")] ??= []).push(args[i + 1]);
  return found;
}
