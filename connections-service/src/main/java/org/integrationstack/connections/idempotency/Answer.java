package org.integrationstack.connections.idempotency;

/** What a request is answered that may come again. */
public sealed interface Answer {

    /**
     * The answer.
     *
     * @param again whether it was given before
     */
    record Given(String text, boolean again) implements Answer {
        @Override
        public String toString() {
            return "Given[redacted]";
        }
    }

    /** Another request was sent under the key. */
    record KeyReused() implements Answer {}
}
