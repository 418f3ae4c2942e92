/** The gateway's configuration; everything it does is in the packages beneath, one for each feature. */
package org.integrationstack.gateway;
