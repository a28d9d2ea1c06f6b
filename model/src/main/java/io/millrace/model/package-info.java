/** Pure Java: no Kafka, no Micrometer, no JSON, no clock, no threads. */
package io.millrace.model;
