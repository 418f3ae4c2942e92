/**
 * What the product sells. The product says what is to be paid; events say what became of it. An order is settled only by
 * a payment of its tenant, account, mode, currency and amount; what was paid stays paid; and an event that comes before
 * its order waits for it and is not lost.
 */
package org.integrationstack.worker.order;
