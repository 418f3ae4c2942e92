/**
 * API keys: made, shown once, listed and revoked by a tenant's admins. Promises: a key may do no more than a program of
 * the tenant may, and never what our own services may; it ends by itself within a year; no key makes a key; only its hash
 * is kept, and sent to the other services, which accept and refuse keys by themselves ({@code common.apikey}).
 */
package org.integrationstack.connections.apikey;
