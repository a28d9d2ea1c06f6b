/**
 * A Kafka broker (KRaft) inside this process or as a child of it: for the demo and the tests,
 * absent from the service.
 */
package io.millrace.embedded;
