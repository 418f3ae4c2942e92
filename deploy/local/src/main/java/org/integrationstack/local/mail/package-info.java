/** Takes every mail that the stack sends and shows it as JSON; none leaves the machine. */
package org.integrationstack.local.mail;
