/**
 * The door: {@code /proxy/{connection}/{path}}. Lets in who may come in, reads what is asked with the suspicion that a
 * holder of other people's tokens owes, and writes the answer.
 *
 * <pre>
 *   caller → who? → what? → whose account? ─► cache ─► [ permit ─► provider ]
 * </pre>
 */
package org.integrationstack.proxy.entry;
