import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Call, CLOSE, type Methods, perform, type Reply } from './calls.ts';
import { sqliteCheckpoints } from './checkpoint.ts';
import { groupCommit } from './commit.ts';
import { openReader, openWriter } from './connection.ts';
import { sqliteLog } from './log.ts';
import { sqliteReads } from './reads.ts';
import { sqliteSearcher } from './searcher.ts';
import { describe, verdict } from './verdict.ts';
import { sqliteWrites } from './writes.ts';

/**
 * A thread that waits for the disk so that the event loop does not. One writes, one reads, one searches, and
 * one moves what was written from the write-ahead log into the database.
 */

export interface WorkerTask {
  readonly role: 'writer' | 'reader' | 'searcher' | 'mover';
  readonly file: string;
  /** Of the search index. */
  readonly index?: string;
}

/**
 * Calls from which on a batch waits for no more: the event loop then has the answers of this one to send
 * while the next is on its way to the disk. Much smaller, and the fsyncs cost more than they save.
 */
const BATCH = 400;

/** Milliseconds between two looks at the length of the log. */
const MOVE_EVERY = 100;

const task = workerData as WorkerTask;
const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread only');
const isWriting = task.role === 'writer' || task.role === 'mover';
const db = isWriting ? openWriter(task.file) : openReader(task.file);
const searcher = task.role === 'searcher' ? sqliteSearcher(db, task.index ?? '') : undefined;
const { run, tidy } = task.role === 'writer' ? writer() : reader(searcher ?? sqliteReads(db));
if (task.role === 'mover') setInterval(mover(), MOVE_EVERY);
if (searcher) follow(searcher);

port.on('message', (first: string) => {
  if (first === CLOSE) {
    searcher?.close();
    db.close();
    port.postMessage(CLOSE);
    return;
  }
  // What has come in while the last batch was on its way to the disk makes up the next one.
  const calls = JSON.parse(first) as Call[];
  while (calls.length < BATCH) {
    const next = receiveMessageOnPort(port);
    if (!next) break;
    calls.push(...(JSON.parse(next.message as string) as Call[]));
  }
  // A search takes its time: nobody waits for those behind it.
  for (const part of searcher ? calls.map((call) => [call]) : [calls]) {
    port.postMessage(JSON.stringify(run(part)));
  }
  const found = tidy?.();
  if (found) port.postMessage(JSON.stringify(found));
});

/** How a role answers calls, and what it does once the answers have left. */
interface Work {
  run(calls: Call[]): Reply;
  tidy?(): Reply | undefined;
}

function writer(): Work {
  const log = sqliteLog(db);
  return groupCommit(db, sqliteWrites(db, log) as Methods, log);
}

function mover(): () => void {
  const checkpoints = sqliteCheckpoints(db);
  return () => {
    try {
      checkpoints.moveMost();
    } catch (error) {
      port?.postMessage(JSON.stringify({ outcomes: [], broken: describe(error) } satisfies Reply));
    }
  };
}

/** Searches are answered between two steps. */
function follow(searcher: { follow(): number | undefined }): void {
  try {
    const pause = searcher.follow();
    if (pause !== undefined) setTimeout(follow, pause, searcher);
  } catch (error) {
    port?.postMessage(JSON.stringify({ outcomes: [], broken: describe(error) } satisfies Reply));
  }
}

function reader(methods: Methods): Work {
  function run(calls: Call[]): Reply {
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
  }
  return { run };
}
