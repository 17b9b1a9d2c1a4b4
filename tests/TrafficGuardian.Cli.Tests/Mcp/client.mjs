// Drives the server with the official SDK: lists the tools, holds what each answers against the schema that was listed for it,
// and prints one JSON document. Arguments: the command and its arguments.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'traffic-guardian-tests', version: '1.0.0' });
const problems = [];
client.onerror = error => problems.push(String(error));
await client.connect(new StdioClientTransport({ command, args, env: process.env }));

const { tools } = await client.listTools();
const ajv = new Ajv2020({ strict: true, strictTypes: false });
const results = {};
for (const tool of tools) {
  ajv.compile(tool.inputSchema);
  const holds = ajv.compile(tool.outputSchema);
  const result = await client.callTool({ name: tool.name, arguments: {} });
  results[tool.name] = {
    isError: result.isError === true,
    holds: holds(result.structuredContent),
    sameAsText: JSON.stringify(JSON.parse(result.content[0].text)) === JSON.stringify(result.structuredContent),
    data: result.structuredContent,
  };
}

const refused = await client.callTool({ name: 'clawsec_traffic_findings', arguments: { limit: 1000 } });
const unknown = await client.callTool({ name: 'clawsec_traffic_secrets', arguments: {} }).then(() => 0, error => error.code);
await client.ping();
const about = { server: client.getServerVersion(), instructions: client.getInstructions() };
const closing = performance.now();
await client.close();
console.log(JSON.stringify({ ...about, results, refused: JSON.parse(refused.content[0].text), unknown, problems, closedIn: performance.now() - closing }));
