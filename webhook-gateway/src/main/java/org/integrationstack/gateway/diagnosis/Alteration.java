package org.integrationstack.gateway.diagnosis;

import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;

/** One thing changed, and what it means if the delivery verifies then. */
record Alteration(Reason reason, Case altered) {}
