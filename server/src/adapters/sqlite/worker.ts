import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Call, CLOSE, type Methods, perform, type Reply } from './calls.ts';
import { groupCommit } from './commit.ts';
import { openReader, openWriter } from './connection.ts';
import { sqliteReads } from './reads.ts';
import { describe, verdict } from './verdict.ts';
import { sqliteWrites } from './writes.ts';

/** A thread that waits for the disk so that the event loop does not: one writes, one reads. */

export interface WorkerTask {
  readonly role: 'writer' | 'reader';
  readonly file: string;
}

const task = workerData as WorkerTask;
const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread only');
const db = task.role === 'writer' ? openWriter(task.file) : openReader(task.file);
const run = task.role === 'writer' ? writer() : reader();

port.on('message', (first: string) => {
  if (first === CLOSE) {
    db.close();
    port.postMessage(CLOSE);
    return;
  }
  // All that has come in while the last batch was on its way to the disk makes up the next one.
  const calls = JSON.parse(first) as Call[];
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    calls.push(...(JSON.parse(next.message as string) as Call[]));
  }
  port.postMessage(JSON.stringify(run(calls)));
});

function writer(): (calls: Call[]) => Reply {
  const { forget, ...writes } = sqliteWrites(db);
  return groupCommit(db, writes as Methods, forget);
}

function reader(): (calls: Call[]) => Reply {
  const methods = sqliteReads(db) as Methods;
  return (calls) => {
    let broken: string | undefined;
    const outcomes = calls.map((call) => {
      try {
        return { value: perform(methods, call) };
      } catch (error) {
        const kind = verdict(error);
        if (kind === 'broken') broken = describe(error);
        return kind === 'fault' ? { failed: describe(error) } : { unavailable: describe(error) };
      }
    });
    return broken === undefined ? { outcomes } : { outcomes, broken };
  };
}
