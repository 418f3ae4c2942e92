/**
 * What all imitated providers share: the mount at {@code /{provider}}, faults on demand, the log of
 * received requests, sent webhooks, settings, reset, and the admin API that exposes them.
 *
 * <p>A {@link org.integrationstack.sandbox.frame.Provider} is a function from a {@link
 * org.integrationstack.sandbox.frame.Call} to an {@link org.integrationstack.sandbox.frame.Answer};
 * the frame alone touches sockets. Everything runs on one event loop, so no state needs a lock.
 */
package org.integrationstack.sandbox.frame;
