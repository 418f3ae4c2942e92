/** This service's own addresses, where it may send a browser, and what it says about bodies that are not valid. */
package org.integrationstack.connections.web;
