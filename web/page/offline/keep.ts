import { chateau } from '../state/chateau.svelte.ts';
import { owner } from './owner.ts';

/** Milliseconds after a change before it is written: what comes meanwhile goes along. */
const PAUSE = 2_000;
/** Milliseconds between two looks for what is said in conversations that are not open. */
const ROUND = 60_000;

/** Keeps what there is to read on this device, for when there is no network. */
export function keepOffline(): () => void {
  const { client } = chateau;
  let { me } = client;
  if (me) owner.value = me.id;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let filledAt = -ROUND;

  const save = async () => {
    timer = undefined;
    const { saveSnapshot } = await import('./cache.ts');
    if (await saveSnapshot(client.snapshot)) saveSoon();
    if (performance.now() - filledAt < ROUND) return;
    filledAt = performance.now();
    const { fill } = await import('./fill.ts');
    await fill(client);
  };
  // What is not known whole yet must not take the place of what is kept.
  const saveSoon = () => {
    if (client.state.name === 'online') timer ??= setTimeout(() => save().catch(() => {}), PAUSE);
  };
  const offs = [
    client.on('state', saveSoon),
    client.on('snapshot', (next) => {
      // Each welcome says anew whose the token is that all tabs have.
      if (next.me && next.me !== me) owner.value = next.me.id;
      ({ me } = next);
      saveSoon();
    }),
  ];
  saveSoon();
  return () => {
    for (const off of offs) off();
    clearTimeout(timer);
  };
}
