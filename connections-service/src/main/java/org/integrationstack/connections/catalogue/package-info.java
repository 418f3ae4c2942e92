/**
 * The catalogue: which providers can be connected. Open to everybody; tells nothing that is not in the definitions,
 * except whether this installation has a client registration with a provider.
 */
package org.integrationstack.connections.catalogue;
