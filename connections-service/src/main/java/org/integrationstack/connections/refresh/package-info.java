/**
 * Keeps tokens usable, and never loses a grant that can be kept.
 *
 * <p>Promises: however many ask for a token that has ended, on however many replicas, the provider is asked once; what it
 * answers is stored before anything else is done with it; a call that was never answered is repeated as the provider's
 * definition allows; a connection whose grant is gone says so at the first attempt that shows it; one provider's trouble
 * is not another's.
 *
 * <pre>
 *   read ─► Step ─┬─ Serve ─────────────────────────────────────────────► the token
 *     ▲           ├─ Await, Check, Expire ──► look again
 *     │           └─ Renew ─► claim: lease and intent, by fence ─► ask ─► store, by fence ─┐
 *     └───────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The lease is a few columns of the token's row, with an owner, an end and an epoch; no database connection is held
 * while the provider is asked. The claim records, before the call, that one is made: a lease that has ended beside that
 * record means that a call may have been made of which nobody knows the answer. Every write names the version and the
 * epoch that it has seen ({@link org.integrationstack.connections.refresh.Fence}) and takes place only if both still
 * hold; a call ends before its lease does, so that none is under way when the next holder begins.
 *
 * <p>What becomes of a grant when its holder dies, by when that is and what the provider does with a refresh token that
 * was used before:
 *
 * <table>
 *   <caption>The next holder waits for the lease to end, 15 s at most, where the token has ended; else nobody waits.</caption>
 *   <tr><th>died</th><th>the row says</th><th>lasting or overlapping ({@code replay})</th>
 *     <th>good once, reuse ends the family ({@code wait})</th></tr>
 *   <tr><td>before the claim</td><td>nothing</td><td colspan="2">nothing has happened</td></tr>
 *   <tr><td>after the claim, before the call</td><td>asked, lease over</td><td>asked again: a new token</td>
 *     <td>the token is served to its end, then asked again: a new token</td></tr>
 *   <tr><td>during the call, not yet carried out</td><td>asked, lease over</td><td>asked again: a new token</td>
 *     <td>the same: a new token</td></tr>
 *   <tr><td>during the call or before the commit, carried out</td><td>asked, lease over</td>
 *     <td>asked again: a new token</td><td>the token is served to its end, then asked again, and refused: the new refresh
 *     token is gone with the process, the connection needs authorization, {@code outcome_unknown}</td></tr>
 *   <tr><td>after the commit</td><td>the new token</td><td colspan="2">it is served; what its connection had to be told,
 *     that it works again, is told with the next renewal</td></tr>
 *   <tr><td>nobody; the answer is lost</td><td>asked, no lease</td><td>asked again at once</td><td>as if died</td></tr>
 *   <tr><td>nobody; the answer came after the lease</td><td>asked, or refused to another</td><td>dropped once another has
 *     renewed it</td><td>stored, unless another has renewed it; held until that is known</td></tr>
 *   <tr><td>nobody; somebody authorized it anew meanwhile, or ended it</td><td>another grant, or none</td>
 *     <td colspan="2">given back</td></tr>
 * </table>
 *
 * <p>A replay that is not answered either is repeated with pauses: the token has ended by then, so there is nothing left
 * to lose by it. Where a refresh token is good once and asking again harms no other, a definition says {@code replay},
 * and what is lost is known at once.
 *
 * <p>The process that ends in an orderly way waits for its calls ({@link
 * org.integrationstack.connections.refresh.Draining}).
 */
package org.integrationstack.connections.refresh;
