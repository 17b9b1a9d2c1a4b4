#!/bin/sh
# In a container: serves clawsec_traffic_status, clawsec_traffic_findings and clawsec_traffic_check_config over standard
# input and output. Answers come from the group's IPC folder (NanoClaw 1), or from a snapshot mounted read-only (NanoClaw 2).
# Usage: mcp-tools/serve.sh [--ipc DIR | --snapshot DIR]      default: --ipc /workspace/ipc
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
[ $# -gt 0 ] || set -- --ipc /workspace/ipc
become mcp "$@"
