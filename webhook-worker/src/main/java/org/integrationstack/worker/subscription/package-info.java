/**
 * What customers have subscribed to, as the newest event about each subscription told: by the time that the provider gives
 * its events, in whichever order they come.
 */
package org.integrationstack.worker.subscription;
