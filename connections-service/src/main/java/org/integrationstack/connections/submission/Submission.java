package org.integrationstack.connections.submission;

import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.identity.Caller;

/**
 * A credential as a caller sends it; see {@link Submissions}. Its text shows no part of it.
 *
 * @param credentials what the definition asks for, by name
 * @param userId whose the connection is to be; the caller's if absent
 */
public record Submission(
        Caller caller,
        String provider,
        String kind,
        Map<String, String> credentials,
        Map<String, String> inputs,
        Map<String, String> labels,
        Map<String, Object> settings,
        Optional<String> userId) {

    @Override
    public String toString() {
        return "Submission[redacted]";
    }
}
