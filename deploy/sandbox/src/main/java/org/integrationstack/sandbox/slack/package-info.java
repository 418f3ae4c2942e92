/**
 * Slack as its clients see it: apps installed in workspaces, a bot's token and a person's token that
 * live and rotate each for itself, and a few methods of the Web API, which reports failures with
 * status 200.
 */
package org.integrationstack.sandbox.slack;
