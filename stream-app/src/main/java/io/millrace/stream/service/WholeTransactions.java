package io.millrace.stream.service;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Under exactly-once, a record that could not be sent costs the thread, and so all of its tasks,
 * which share one transaction. By default a send that times out is taken for the trouble of one
 * task: Streams (4.3.1) may then abort the transaction and let other tasks of the thread go on
 * behind it, and what they had in it is lost.
 */
public final class WholeTransactions implements ProductionExceptionHandler {
  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    return Response.fail();
  }

  @Override
  public void configure(Map<String, ?> settings) {
    // It has none.
  }
}
