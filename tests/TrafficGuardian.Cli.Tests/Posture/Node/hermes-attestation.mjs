// What hermes-attestation-guardian is documented to do with its policy, written anew from that description:
//   node hermes-attestation.mjs generate --home DIR --policy FILE --generated-at TIME   prints an attestation
//   node hermes-attestation.mjs diff --baseline FILE --current FILE                       prints the differences
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { options, sha256, withDigest } from "./canonical.mjs";

const expand = (path, home) => path.replace(/^~\//, `${homedir()}/`).replace(/^\$HERMES_HOME\//, `${home}/`);
const listed = (paths) => [...new Set(paths.map((path) => path.trim()))].sort();

function entry(path) {
  const exists = existsSync(path);
  return { path, exists, sha256: exists ? sha256(readFileSync(path)) : null };
}

function generate({ home: [home], policy: [policyPath], "generated-at": [generated_at] }) {
  const policy = JSON.parse(readFileSync(policyPath, "utf8"));
  if (Object.keys(policy).sort().join() !== "trust_anchor_files,watch_files") throw new Error("a policy holds two arrays");
  const entries = (paths) => listed(paths).map((path) => entry(expand(path, home)));
  return withDigest({
    schema_version: "0.0.1",
    platform: "hermes",
    generated_at,
    generator: { skill: "hermes-attestation-guardian", version: "0.1.1", node: process.version },
    host: { hostname: "host.example", platform: process.platform, arch: process.arch },
    posture: {
      hermes_home: home,
      config_source: null,
      runtime: { gateways: { telegram: false, matrix: false, discord: false }, risky_toggles: { allow_unsigned_mode: false, bypass_verification: false } },
      feed_verification: { status: "unknown" },
      integrity: { watched_files: entries(policy.watch_files), trust_anchors: entries(policy.trust_anchor_files) },
    },
  }, { algorithm: "sha256" });
}

function diff(baseline, current) {
  const found = [];
  for (const [list, changed, removed] of [["watched_files", "WATCHED_FILE_DRIFT", "WATCHED_FILE_REMOVED"], ["trust_anchors", "TRUST_ANCHOR_MISMATCH", "TRUST_ANCHOR_REMOVED"]]) {
    const [before, after] = [baseline, current].map((one) => new Map(one.posture.integrity[list].map((file) => [file.path, file.sha256])));
    for (const [path, digest] of before) {
      if (!after.has(path)) found.push({ severity: "high", code: removed, path });
      else if (after.get(path) !== digest) found.push({ severity: "critical", code: changed, path });
    }
    for (const path of after.keys()) if (!before.has(path)) found.push({ severity: "low", code: "NEW_INTEGRITY_SCOPE", path });
  }
  return found;
}

const [verb, ...rest] = process.argv.slice(2);
const given = options(rest);
const read = (name) => JSON.parse(readFileSync(given[name][0], "utf8"));
const result = verb === "generate" ? generate(given) : diff(read("baseline"), read("current"));
process.stdout.write(JSON.stringify(result, null, 2) + "\n");
