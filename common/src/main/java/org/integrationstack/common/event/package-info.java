/**
 * What the services tell each other over Kafka: topics declared once, events as CloudEvents with additive JSON
 * schemas. A consumer ignores properties it does not know; a producer never removes or redefines one.
 */
package org.integrationstack.common.event;
