package org.integrationstack.worker.delivery.rest;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How one delivery is to be replayed. */
class ReplayOptions {
    /** Whether what its original did is to be done again. */
    @Schema(defaultValue = "false")
    public boolean force;
}
