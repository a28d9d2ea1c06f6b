/** The label join on Kafka Streams: what comes in, what goes out, and its stores on disk. */
package io.millrace.stream.labeljoin;
