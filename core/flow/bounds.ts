// core/flow/bounds.ts: what a command line may ask of conversations, told without the machinery of them.

/** Conversations that a table may have at most; a slot of each fits a number's lower 24 bits. */
export const MAX_FLOWS = 0x100_0000;
