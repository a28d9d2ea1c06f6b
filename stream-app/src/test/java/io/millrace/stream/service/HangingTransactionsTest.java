package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.service.HangingTransactions.Open;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A transaction that a partition holds open")
class HangingTransactionsTest {
  private static final TopicPartition HERE = new TopicPartition("a-changelog", 0);
  private static final TopicPartition ELSEWHERE = new TopicPartition("a-changelog", 1);
  private static final Open OPEN = new Open(HERE, 3, 75, 0, 82);

  private static TransactionDescription coordinator(
      TransactionState state, int epoch, TopicPartition... partitions) {
    return new TransactionDescription(
        1, state, 3, epoch, 10_000, OptionalLong.empty(), Set.of(partitions));
  }

  @Test
  void hangsIfItsCoordinatorIsPastIt() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.EMPTY, 78))).isTrue();
    assertThat(
            HangingTransactions.hangs(OPEN, coordinator(TransactionState.ONGOING, 76, ELSEWHERE)))
        .isTrue();
  }

  @Test
  void isUnderWayWhileItsCoordinatorHasIt() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.ONGOING, 75, HERE)))
        .isFalse();
  }

  @Test
  void isBeingEndedWhileItsCoordinatorNamesThePartition() {
    assertThat(
            HangingTransactions.hangs(OPEN, coordinator(TransactionState.PREPARE_ABORT, 76, HERE)))
        .isFalse();
  }

  /** Its first record may reach the coordinator's books only now. */
  @Test
  void isLeftAloneWhileItsProducerIsTheCoordinators() {
    assertThat(HangingTransactions.hangs(OPEN, coordinator(TransactionState.EMPTY, 75))).isFalse();
  }
}
