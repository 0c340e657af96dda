#!/usr/bin/env bun
// Every line of its input is a message to somebody or to a group.
//
//   tail -f /var/log/backup.log | bun examples/src/notify.ts ws://localhost:8888/ws backup-bot alice

import { createInterface } from 'node:readline';
import { type ChateauError, Client } from '@chateau/client';

const [url, username, recipient] = process.argv.slice(2);
if (url === undefined || username === undefined || recipient === undefined) {
  console.error('Usage: notify URL NAME RECIPIENT');
  process.exit(2);
}

const client = new Client(url);
const sends: Promise<unknown>[] = [];
try {
  await client.enter({ username });
  for await (const line of createInterface({ input: process.stdin })) {
    // In order, however fast the lines come; a refusal is one line's own.
    if (line.trim() !== '') sends.push(client.send(recipient, line).catch(complain));
  }
  await Promise.all(sends);
} catch (error) {
  complain(error as ChateauError);
}
client.stop();

function complain({ message }: ChateauError): void {
  console.error(message);
  process.exitCode = 1;
}
