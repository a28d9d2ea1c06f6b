/** Counts from the topics what became of every event and every label, and whether it adds up. */
package io.millrace.stream.accounting;
