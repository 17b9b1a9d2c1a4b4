// What picoclaw-security-guardian is documented to do with a watched file, written anew from that description:
//   node picoclaw-profile.mjs generate --home DIR --generated-at TIME --watch FILE…   prints a profile
//   node picoclaw-profile.mjs drift --baseline FILE --current FILE                     prints the drift
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { options, sha256, withDigest } from "./canonical.mjs";

const LONGEST_SCANNED = 1024 * 1024;

const signals = {
  public_web_ui: ["public: true", "bind: 0.0.0.0", "host: 0.0.0.0", "-public",
    /"public"\s*:\s*true/, /"(?:bind|host|listen)"\s*:\s*"0\.0\.0\.0/],
  auth_disabled: ["auth: false", "no_auth: true", "disable_auth: true",
    /"require_auth"\s*:\s*false/, /"(?:password|dashboard_password_hash|launcher_token)"\s*:\s*""/],
  unrestricted_workspace: [/"?(?:restrict_to_workspace|workspace_restriction|sandbox)"?\s*[:=]\s*false/],
  allow_unsigned_mode: ["allow_unsigned", "skip_signature", "disable_signature", "insecure_skip_verify"],
  mcp: ["mcp:", "mcp_servers", '"mcp"'],
  scheduler: ["cron", "schedule", "scheduler"],
  tools: ["shell", "filesystem", "code_execution", "tools:", '"exec"'],
};
const secretMarker = /(?:api_key|api-key|apikey|token|secret|password)["']?\s*[:=]\s*["']?[^\s"']{8,}/g;

function watched(path) {
  if (!existsSync(path)) return { path, exists: false };
  const status = lstatSync(path);
  const type = status.isFile() ? "file" : status.isDirectory() ? "directory" : "other";
  const entry = { path, exists: true, type, size: status.size, mode: (status.mode & 0o777).toString(8).padStart(3, "0") };
  return type === "file" ? { ...entry, sha256: sha256(readFileSync(path)) } : entry;
}

function textOf(entry) {
  return entry.type === "file" && entry.size <= LONGEST_SCANNED ? readFileSync(entry.path, "utf8").toLowerCase() : "";
}

function generate({ home: [home], "generated-at": [generated_at], watch = [] }) {
  const candidates = ["config.yaml", "config.yml", "config.json", "launcher-config.json", ".security.yml", "security.yml"];
  const files = [...watch, ...candidates.map((name) => `${home}/${name}`)].map(watched);
  const texts = files.map(textOf);
  const sets = (signal) => signals[signal].some((sign) => texts.some((text) => typeof sign === "string" ? text.includes(sign) : sign.test(text)));
  const on = Object.fromEntries(Object.keys(signals).map((signal) => [signal, sets(signal)]));
  return withDigest({
    schema_version: "picoclaw-profile/v1",
    platform: "picoclaw",
    generated_at,
    generator: { name: "picoclaw-security-guardian", version: "0.0.1" },
    posture: {
      runtime: {
        home,
        config_paths: files.filter((file) => file.exists).map((file) => file.path),
        gateways: {},
        ui: { public_web_ui: on.public_web_ui, auth_disabled: on.auth_disabled },
        tools: { enabled: on.tools, unrestricted_workspace: on.unrestricted_workspace },
        mcp: { enabled: on.mcp },
        scheduler: { enabled: on.scheduler },
        risky_toggles: { allow_unsigned_mode: on.allow_unsigned_mode },
        secrets: { config_secret_markers: texts.reduce((sum, text) => sum + (text.match(secretMarker)?.length ?? 0), 0) },
      },
      integrity: { watched_files: files, release_artifacts: [] },
      feed_verification: { status: "unknown" },
    },
  });
}

function drift(baseline, current) {
  const found = [];
  const [before, after] = [baseline, current].map((profile) => new Map(profile.posture.integrity.watched_files.map((file) => [file.path, file])));
  for (const [path, file] of before) {
    if (!after.has(path)) found.push({ severity: "high", code: "WATCHED_FILE_REMOVED", path });
    else if ((file.sha256 ?? null) !== (after.get(path).sha256 ?? null)) found.push({ severity: "critical", code: "WATCHED_FILE_DRIFT", path });
  }
  for (const path of after.keys()) if (!before.has(path)) found.push({ severity: "low", code: "NEW_INTEGRITY_SCOPE", path });
  const [was, is] = [baseline.posture.runtime, current.posture.runtime];
  const turnedOn = (code, severity, get) => !get(was) && get(is) && found.push({ severity, code, path: "" });
  turnedOn("PUBLIC_WEB_UI", "critical", (r) => r.ui.public_web_ui);
  turnedOn("AUTH_DISABLED", "critical", (r) => r.ui.auth_disabled);
  turnedOn("UNRESTRICTED_WORKSPACE", "critical", (r) => r.tools.unrestricted_workspace);
  turnedOn("ALLOW_UNSIGNED_MODE", "critical", (r) => r.risky_toggles.allow_unsigned_mode);
  turnedOn("MCP_ENABLED", "high", (r) => r.mcp.enabled);
  turnedOn("SCHEDULER_ENABLED", "medium", (r) => r.scheduler.enabled);
  if (is.secrets.config_secret_markers > was.secrets.config_secret_markers) found.push({ severity: "high", code: "SECRET_MARKERS_INCREASED", path: "" });
  return found;
}

const [verb, ...rest] = process.argv.slice(2);
const given = options(rest);
const read = (name) => JSON.parse(readFileSync(given[name][0], "utf8"));
const result = verb === "generate" ? generate(given) : drift(read("baseline"), read("current"));
process.stdout.write(JSON.stringify(result, null, 2) + "\n");
