/**
 * Google as its clients see it: OAuth and OpenID Connect with Google's quirks, user info, and files of
 * Drive held in memory. What is at {@code accounts.google.com}, {@code oauth2.googleapis.com}, {@code
 * openidconnect.googleapis.com} and {@code www.googleapis.com} lies under one address, where no two
 * paths collide.
 */
package org.integrationstack.sandbox.google;
