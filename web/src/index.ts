/** The files of the page. */
export const page = new URL('./index.html', import.meta.url);
