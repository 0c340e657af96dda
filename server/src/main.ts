import { resolve } from 'node:path';
import { pino } from 'pino';
import { DirectoryInUse } from './adapters/sqlite/lock.ts';
import { SchemaRefused } from './adapters/sqlite/migrate.ts';
import { type ConfigSource, loadConfig } from './config.ts';
import { openHouse } from './house.ts';
import type { Settings } from './settings.ts';
import { CannotListen } from './transport/server.ts';

/** Time for the 503 answers to leave before a process whose storage broke ends. */
const LAST_WORDS = 500;
/** Signals that come within this many milliseconds of the first one are its echo. */
const ECHO = 500;

/**
 * Runs a server until it is told to stop. Resolves with the exit code of the process: 0 after a stop, 1
 * when it cannot start or when its storage failed. Says why in a sentence on standard error.
 */
export async function serve(source: ConfigSource = {}): Promise<number> {
  const config = loadConfig(source);
  if ('problems' in config) {
    const where = config.file ?? 'the environment';
    return complain(`The settings in ${where} are wrong:\n- ${config.problems.join('\n- ')}`);
  }
  const { settings } = config;
  const log = pino({ level: settings.log.level }, pino.destination(2));
  const broken = Promise.withResolvers<number>();
  const signals = stopSignals();
  try {
    const server = await openHouse(settings, log, (reason) => {
      log.fatal({ reason }, 'the storage failed; ending, the next start decides by the file');
      setTimeout(() => broken.resolve(1), LAST_WORDS);
    });
    announce(settings, server.port);
    log.info({ port: server.port, data: resolve(settings.data) }, 'open');
    const code = await Promise.race([signals.first.then(() => 0), broken.promise]);
    log.info('stopping');
    if (code === 0) await Promise.race([server.stop(), signals.second]);
    return code;
  } catch (error) {
    return complain(explain(error, settings));
  }
}

function announce({ tls, name, data, host }: Settings, port: number): void {
  const s = tls.cert === '' ? '' : 's';
  const isLocal = host.some((address) => ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address));
  const [first = ''] = host;
  const shown = isLocal ? 'localhost' : first.includes(':') ? `[${first}]` : first;
  console.log(`${name} is open at http${s}://${shown}:${port}/`);
  console.log(`Socket:  ws${s}://${shown}:${port}/ws`);
  console.log(`Data:    ${resolve(data)}`);
}

/**
 * The first signal asks for an orderly stop, a later one for a stop at once. Those that follow on the
 * first one's heels are the same wish again: npm passes on what the terminal has sent to all of us.
 */
function stopSignals(): { first: Promise<void>; second: Promise<void> } {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let askedAt: number | undefined;
  const ask = () => {
    askedAt ??= performance.now();
    first.resolve();
    if (performance.now() - askedAt > ECHO) second.resolve();
  };
  process.on('SIGTERM', ask);
  process.on('SIGINT', ask);
  return { first: first.promise, second: second.promise };
}

function explain(error: unknown, { data }: Settings): string {
  const known = [DirectoryInUse, SchemaRefused, CannotListen];
  if (known.some((kind) => error instanceof kind)) return (error as Error).message;
  const message = error instanceof Error ? error.message : String(error);
  return `The server cannot start with its data in ${resolve(data)}: ${message}`;
}

function complain(sentence: string): number {
  console.error(sentence);
  return 1;
}
