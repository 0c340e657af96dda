/** Tells of what is new while nobody looks. To be called in an effect. */
export function watch(): void {}
