/** Seconds, and how loud. */
const LONG = 0.18;
const LOUD = 0.08;
/** Milliseconds between two of them, however much is said. */
const APART = 1_500;

let context: AudioContext | undefined;
let last = -APART;

/** Two short notes. Before the page was ever clicked at, browsers stay silent. */
export function beep(): void {
  if (performance.now() - last < APART) return;
  last = performance.now();
  context ??= new AudioContext();
  tone(context, 660, 0);
  tone(context, 880, LONG * 0.6);
}

function tone(audio: AudioContext, pitch: number, after: number): void {
  const begin = audio.currentTime + after;
  const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(LOUD, begin);
  gain.gain.exponentialRampToValueAtTime(0.001, begin + LONG);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + LONG);
}
