/** Keys that are published elsewhere. */
package org.integrationstack.gateway.signature.http;
