/** The histories of entities on Kafka Streams: read before an event, then told of it. */
package io.millrace.stream.enrich;
