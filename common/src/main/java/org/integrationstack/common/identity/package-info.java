/**
 * Who calls, and for which tenant. Every caller belongs to exactly one tenant; a token that says otherwise is
 * allowed nothing.
 */
package org.integrationstack.common.identity;
