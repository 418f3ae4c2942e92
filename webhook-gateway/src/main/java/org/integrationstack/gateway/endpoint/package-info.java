/**
 * The places that deliveries come to: a provider's own address, fixed by configuration, and the endpoints of tenants, as
 * the compacted topic {@code webhook-endpoints.changed} tells of them.
 *
 * <p>Promises: an endpoint is here within a second of its creation and gone within a second of its end; an older state
 * never takes the place of a newer one; a state that cannot be trusted closes its endpoint until a newer one opens it.
 */
package org.integrationstack.gateway.endpoint;
