import { Kept } from './kept.ts';

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  readonly enterSends: boolean;
  readonly notices: boolean;
  readonly sound: boolean;
  /** Pixels. */
  readonly listWidth: number;
}

const kept = new Kept<Partial<Preferences>>('chateau.preferences', {});

let current = $state.raw<Preferences>({
  theme: 'system',
  density: 'comfortable',
  enterSends: true,
  notices: false,
  sound: false,
  listWidth: 280,
  ...kept.value,
});

/** What the person has chosen on this device. */
export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  kept.change((value) => ({ ...value, ...change }));
  showPreferences();
}

/** Style sheets look at these attributes. */
export function showPreferences(): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = current.theme;
  dataset['density'] = current.density;
}
