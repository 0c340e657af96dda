#!/usr/bin/env bun
// What is posted here in the form of Slack's incoming webhooks is said to somebody or to a group. Whoever knows
// the path may post: make its end a secret.
//
//   bun examples/src/webhook.ts ws://localhost:8888/ws ci-bot alice 8080 /services/SECRET
//   curl --json '{"text": "The build is green."}' http://localhost:8080/services/SECRET

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ChateauError, Client } from '@chateau/client';

const [url = '', username = '', recipient = '', port = '', path = ''] = process.argv.slice(2);
if (path === '') {
  console.error('Usage: webhook URL NAME RECIPIENT PORT PATH');
  process.exit(2);
}

/** Bytes of a request. */
const LONGEST = 64 * 1024;

const client = new Client(url);
await client.enter({ username });
const server = createServer((request, response) => void answer(request, response));
server.listen(Number(port), '127.0.0.1', () => console.log(`Listening at ${path}.`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close();
    client.stop();
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [status, word] = await post(request).catch(refusal);
  response.writeHead(status, { 'content-type': 'text/plain' }).end(word);
}

/** The words are Slack's. */
async function post(request: IncomingMessage): Promise<[number, string]> {
  if (request.url !== path) return [404, 'no_service'];
  if (request.method !== 'POST') return [405, 'method_not_allowed'];
  const body = await read(request);
  if (body === undefined) return [413, 'too_large'];
  const payload = parse(body, request.headers['content-type'] ?? '');
  if (typeof payload !== 'object' || payload === null) return [400, 'invalid_payload'];
  const { text } = payload as { readonly text?: unknown };
  if (typeof text !== 'string' || text.trim() === '') return [400, 'no_text'];
  await client.send(recipient, text);
  return [200, 'ok'];
}

function refusal(error: unknown): [number, string] {
  if (!(error instanceof ChateauError)) {
    // Whoever posted may have hung up in the middle of it.
    console.error(error);
    return [500, 'server_error'];
  }
  if (error.code === 'unknown_recipient') return [404, 'channel_not_found'];
  return [error.retryable ? 503 : 400, error.code];
}

async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LONGEST) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON, as it is or as the field `payload` of a form. */
function parse(body: string, type: string): unknown {
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  try {
    return JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body);
  } catch {
    return undefined;
  }
}
