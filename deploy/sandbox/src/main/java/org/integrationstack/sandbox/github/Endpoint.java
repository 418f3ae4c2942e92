package org.integrationstack.sandbox.github;

import org.integrationstack.sandbox.frame.Answer;

/** A handler of the REST API. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers a caller whose token, if it has one, is good.
     *
     * @throws ApiError for every other outcome than success
     */
    Answer answer(ApiRequest request);
}
