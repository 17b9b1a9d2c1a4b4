function buildContainerArgs(mounts: VolumeMount[], containerName: string): string[] {
  const args: string[] = ['run', '-i', '--rm', '--name', containerName];
  args.push('-e', 'ANTHROPIC_BASE_URL=http://host.docker.internal:18871');
  args.push('-e', 'HTTPS_PROXY=http://host.docker.internal:18870', '-e', 'HTTP_PROXY=http://host.docker.internal:18870');
  return args;
}
