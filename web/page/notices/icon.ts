/** The tower, in a colour that shows on light and dark bars. */
const TOWER =
  '<path fill="#9c3a53" d="M2 2h2v2h2V2h4v2h2V2h2v5l-1.500 1.500V15H9.500v-3a1.500 1.500 0 0 0-3 0v3H3.500V8.500L2 7z"/>';
const MOST = 9;

/** The picture of the tab: with a number, where something waits. */
export function iconOf(count: number): string {
  if (count === 0) return '/icon.svg';
  const text = count > MOST ? `${MOST}+` : `${count}`;
  const badge =
    '<circle cx="10.500" cy="10.500" r="5.500" fill="#c62828" stroke="#fff"/>' +
    `<text x="10.500" y="13.200" font-family="sans-serif" font-size="${text.length > 1 ? 6 : 8}"` +
    ` font-weight="700" text-anchor="middle" fill="#fff">${text}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${TOWER}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** On the tab, and on the icon of the installed page. */
export function showBadge(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const icon = iconOf(count);
  if (link && link.getAttribute('href') !== icon) link.href = icon;
  // Where there is no such icon, nothing is missed.
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => {});
}
