package org.integrationstack.gateway.diagnosis.rest;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.gateway.diagnosis.Diagnosis;

/** What came of it: never a secret, nor what a signature should have been. */
@Schema(name = "SignatureDiagnosis")
record DiagnosisAnswer(
        boolean verified,

        @Schema(description = "A stable name: verified, expired_secret, stale, body_reserialised, …")
        String reason,

        String hint) {

    static DiagnosisAnswer of(Diagnosis diagnosis) {
        return new DiagnosisAnswer(
                diagnosis.verified(),
                diagnosis.reason().toString(),
                diagnosis.reason().hint());
    }
}
