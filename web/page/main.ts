import './style/tokens.css';
import './style/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { entrance } from './enter/entrance.svelte.ts';
import { chateau } from './state/chateau.svelte.ts';
import { routeOf } from './state/path.ts';
import { showPreferences } from './state/preferences.svelte.ts';
import { preferredLanguage, speak } from './words/language.svelte.ts';

/** Milliseconds until somebody who comes back is greeted: by then most are in, and see their list first. */
const GREET_AFTER = 600;

showPreferences();
// Before anything is drawn: the answer of the server comes meanwhile.
const begun = entrance.begin();
// Whoever was here before is likely to be let in: what they see then is fetched meanwhile.
const isExpected = entrance.isReturning;
if (isExpected) {
  import('./House.svelte').catch(() => {});
  if (routeOf(location).at === 'chat') import('./conversation/Conversation.svelte').catch(() => {});
}

/** No `await` of the module itself: the words of a language need a part of this file, and would wait for it. */
async function draw(): Promise<void> {
  // Where its words cannot be fetched, the English ones are at hand.
  await speak(preferredLanguage()).catch(() => speak('en'));
  if (isExpected)
    await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, GREET_AFTER))]);
  const target = document.getElementById('page');
  if (target) mount(App, { target });
  // What the server offers is asked for once the question is on the page.
  if (!entrance.isIn) chateau.ask().catch(() => {});
}

void draw();
