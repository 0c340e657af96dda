// The protocol as a product: what is said about it to programs and to people. It is no part of what a
// client loads.
export { AREAS, areaOf, type MessageType, sentenceOf } from './areas.ts';
export { asyncapi } from './document.ts';
export { type Example, examplesOf } from './examples.ts';
export { MEANINGS, meaningOf } from './fields.ts';
export { answerTo, isAnswer, isPushed, isRequest, statusesOf } from './pairs.ts';
export { CLOSES, LIMITS } from './reasons.ts';
export { type JsonSchema, payloadOf, schemaOf } from './schemas.ts';
