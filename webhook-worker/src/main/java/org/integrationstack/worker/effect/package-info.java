/**
 * What deliveries lead to outside the ledger. An effect is planned in the delivery's transaction and performed after it,
 * so there is one for each delivery that was handled, and none for one that was not. It is known by a key that never
 * changes: a receiver that recognises it performs it once, however often it is tried; for others a setting says whether an
 * attempt of unknown end is repeated or left. An effect that fails is tried again alone, and what became of it is kept.
 */
package org.integrationstack.worker.effect;
