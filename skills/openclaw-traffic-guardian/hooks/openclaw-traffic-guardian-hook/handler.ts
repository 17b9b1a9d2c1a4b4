// OpenClaw loads this; what it does is in lib/status.mjs, which plain Node can load as well.
export { default } from "./lib/status.mjs";
