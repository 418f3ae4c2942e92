/** Events as Kafka records: CloudEvents in binary mode, attributes in headers and data as the record's value. */
package org.integrationstack.common.event.kafka;
