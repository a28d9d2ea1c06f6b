/**
 * Detectors of change in a stream of numbers: functions of the values they were given, bit for bit,
 * so that those on prequential loss can be part of a replica.
 */
package io.millrace.model.drift;
