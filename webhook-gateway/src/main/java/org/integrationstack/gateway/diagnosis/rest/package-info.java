/** {@code POST /api/signature-diagnosis}. */
package org.integrationstack.gateway.diagnosis.rest;
