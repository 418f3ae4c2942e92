/** Measurements of the running stack, printed for people; nothing passes or fails by them. */
package org.integrationstack.local.bench;
