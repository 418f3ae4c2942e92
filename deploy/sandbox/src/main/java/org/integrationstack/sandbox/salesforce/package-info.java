/**
 * Salesforce, imitated: two orgs with their people and records, the OAuth services with their quirks
 * (no {@code expires_in}, {@code instance_url}, introspection, refresh tokens that are good once and
 * take their family along when one comes twice), and a small part of the REST API.
 */
package org.integrationstack.sandbox.salesforce;
