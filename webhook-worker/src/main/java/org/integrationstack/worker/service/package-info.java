/**
 * The services beside this one, called as this one and for a tenant that the ledger names. What leads to a provider goes
 * through the proxy, which alone knows tokens.
 */
package org.integrationstack.worker.service;
