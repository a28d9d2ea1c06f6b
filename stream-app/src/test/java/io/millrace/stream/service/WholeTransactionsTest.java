package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Under exactly-once, a record that could not be sent")
class WholeTransactionsTest {
  @Test
  void costsAllTasksOfTheThreadAlsoWhereItTimedOut() {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("out", new byte[0]);
    for (Exception failure : new Exception[] {new TimeoutException(), new RuntimeException()}) {
      assertThat(new WholeTransactions().handleError(null, record, failure).result())
          .isEqualTo(Result.FAIL);
    }
  }
}
