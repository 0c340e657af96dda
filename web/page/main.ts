import './style/tokens.css';
import './style/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { chateau } from './state/chateau.svelte.ts';
import { showPreferences } from './state/preferences.svelte.ts';
import { preferredLanguage, speak } from './words/language.svelte.ts';

showPreferences();
await speak(preferredLanguage());
const target = document.getElementById('page');
if (target) mount(App, { target });
// What the server offers is asked for once the question is on the page.
chateau.ask().catch(() => {});
