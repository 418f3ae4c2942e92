/**
 * Why a delivery does not verify, in words that help. Promises: a reason is one of a fixed list; neither a secret nor what
 * a signature should have been is ever told; a tenant hears of its own endpoints only, an operator of providers' own
 * addresses; refusals at an endpoint are told to its tenant, at most one a second.
 */
package org.integrationstack.gateway.diagnosis;
