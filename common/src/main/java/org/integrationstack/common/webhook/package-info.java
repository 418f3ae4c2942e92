/**
 * Where webhooks come to, and what they say.
 *
 * <p>Endpoints: what is known of one, and how it travels sealed. Promises: whoever holds the keys of this one purpose can
 * read the secrets and trust every field that came with them; who alters a field, or moves a secret to another endpoint,
 * makes it unreadable.
 *
 * <p>Content: a body's values, whatever it is written in: JSON, form fields or XML, seen as one kind of tree. Promises:
 * {@code WebhookContent.values} finds what JSON pointers name in one pass, without building the rest, and finds what
 * {@code WebhookContent.tree} holds there; a body that is broken, too deep or (XML) has a DOCTYPE is never an error, only
 * without content.
 */
package org.integrationstack.common.webhook;
