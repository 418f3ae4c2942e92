/** Lists in pages: newest first by time and id, continued by an opaque cursor, stable while rows are added. */
package org.integrationstack.common.page;
