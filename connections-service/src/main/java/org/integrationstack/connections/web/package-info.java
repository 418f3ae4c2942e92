/** This service's own addresses, and where it may send a browser. */
package org.integrationstack.connections.web;
