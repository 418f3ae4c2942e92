package org.integrationstack.connections.wiring;

import jakarta.enterprise.context.ApplicationScoped;

import org.integrationstack.common.database.MortalConnections;

/** How connections to PostgreSQL are made. */
@ApplicationScoped
class PoolOfService extends MortalConnections {}
