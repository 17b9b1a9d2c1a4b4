export async function applyContainerConfig(args: string[]) { args.push("--add-host=host.docker.internal:host-gateway"); }
