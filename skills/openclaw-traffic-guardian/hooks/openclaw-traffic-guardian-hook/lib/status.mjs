// Asks the monitor for its state and says it in one line. See ../HOOK.md.
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TIMEOUT_MS = 5000;
const MOST_OUTPUT = 256 * 1024;
const STATES = new Map([[0, "running"], [3, "stopped"], [4, "stale"]]);
const ARGUMENTS = ["status", "--platform", "openclaw", "--json"];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program to ask: the operator's, the skill's own, or the one in PATH, never one of the current folder. */
export function findProgram(environment = process.env) {
  const named = environment.TRAFFIC_GUARDIAN_BIN;
  if (named) return path.isAbsolute(named) && isExecutable(named) ? named : null;
  const own = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../bin/traffic-guardian");
  if (isExecutable(own)) return own;
  return (environment.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, "traffic-guardian"))
    .find(isExecutable) ?? null;
}

/** Runs the program; the answer says how it ended and what it wrote. */
function ask(program, timeout) {
  return new Promise((resolve) => {
    execFile(
      program,
      ARGUMENTS,
      { timeout, killSignal: "SIGKILL", maxBuffer: MOST_OUTPUT, shell: false, windowsHide: true, encoding: "utf8" },
      (error, stdout) => resolve({ code: error ? error.code : 0, timedOut: Boolean(error?.killed), stdout }),
    );
  });
}

const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);

/** One line from a status document: fixed words and numbers, nothing that passed. */
export function describe(status) {
  if (status.state !== "running") return `Traffic Guardian is not running (${status.state === "stale" ? "its last process ended without cleaning up" : "stopped"}).`;
  const findings = status.findings ?? {};
  const severity = findings.by_severity ?? {};
  const reviews = count(findings.by_pattern?.social_account_mutation);
  const high = count(severity.high) + count(severity.critical);
  return [
    `Traffic Guardian is watching${status.https_inspection === true ? ", HTTPS opened" : ""}:`,
    `${count(findings.total)} findings, ${high} of them high or critical`,
    reviews > 0 ? `, ${reviews} social-account writes to review.` : ".",
  ].join(" ").replace(" ,", ",").replace(" .", ".");
}

/** The line for now. Never throws. */
export async function statusLine(environment = process.env, timeout = TIMEOUT_MS) {
  const program = findProgram(environment);
  if (!program) return "Traffic Guardian was not found: set TRAFFIC_GUARDIAN_BIN to its absolute path.";
  const answer = await ask(program, timeout);
  if (answer.timedOut) return "Traffic Guardian did not answer in time.";
  if (!STATES.has(answer.code)) return "Traffic Guardian could not tell its state: run 'traffic-guardian status --platform openclaw'.";
  try {
    return describe({ ...JSON.parse(answer.stdout), state: STATES.get(answer.code) });
  } catch {
    return "Traffic Guardian gave an answer that can't be read.";
  }
}

export default async function handler(event) {
  const name = `${event?.type}:${event?.action}`;
  if (name !== "command:new" && name !== "gateway:startup") return;
  const line = await statusLine();
  if (name === "command:new" && Array.isArray(event.messages)) event.messages.push(line);
  else console.log(`[openclaw-traffic-guardian-hook] ${line}`);
}
