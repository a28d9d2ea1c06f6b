package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.service.HangingTransactions.Open;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Transactions that are open")
class OpenTransactionsTest {
  private static final TopicPartition HERE = new TopicPartition("labels", 0);
  private static final Open FIRST = new Open(HERE, 3, 75, 0, 82);
  private static final Open NEXT = new Open(HERE, 3, 76, 0, 91);

  private final OpenTransactions transactions = new OpenTransactions();

  @Test
  void areAsOldAsTheFirstLookThatFoundTheOldest() {
    look(100, FIRST);
    look(130, FIRST, NEXT);
    look(145, FIRST, NEXT);
    assertThat(transactions.oldestSeconds()).isEqualTo(45);
  }

  @Test
  void areAsYoungAsTheNewestOfOneProducerThatGoesOn() {
    look(100, FIRST);
    look(130, NEXT);
    assertThat(transactions.oldestSeconds()).isZero();
  }

  @Test
  void areToldOnceWhenTheyAreOlderThanBrokersAllow() {
    assertThat(look(0, FIRST)).isEmpty();
    assertThat(look(899, FIRST)).isEmpty();
    assertThat(look(900, FIRST, NEXT)).containsExactly(FIRST);
    assertThat(look(910, FIRST, NEXT)).isEmpty();
    assertThat(look(1800, NEXT)).containsExactly(NEXT);
  }

  private Iterable<Open> look(long second, Open... open) {
    return transactions.look(Set.of(open), Duration.ofSeconds(second).toNanos());
  }
}
