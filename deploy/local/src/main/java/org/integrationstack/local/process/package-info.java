/**
 * The processes of the stack: each comes up ready or says why not, and is started again when it ends.
 */
package org.integrationstack.local.process;
