package org.integrationstack.proxy.call;

import io.smallrye.mutiny.Uni;

/**
 * Where the answer to a call comes from: the provider, or something before it that answers in its place, holds the call
 * up or looks at what passes. Safe to use from any thread; cancelling gives the call up and frees what it holds.
 */
public interface Upstream {
    /** Never fails for a reason of the provider, the network or a dependency: those are {@link Answer.Refused}. */
    Uni<Answer> answer(Call call);
}
