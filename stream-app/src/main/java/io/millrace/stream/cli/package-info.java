/** The commands: {@code ./millrace COMMAND}. */
package io.millrace.stream.cli;
