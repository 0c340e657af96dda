export * from './close.ts';
export * from './errors.ts';
export * from './frames.ts';
export * from './limits.ts';
export * from './names.ts';
export * from './requests.ts';
