package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("How far a group has come")
class GroupProgressTest {
  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();
  private static Admin admin;

  @BeforeAll
  static void connect() {
    admin = BROKER.admin();
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  private static GroupProgress of(String topic, int... records) throws Exception {
    BROKER.create(admin, topic, records.length);
    for (int partition = 0; partition < records.length; partition++) {
      BROKER.fill(topic, partition, records[partition]);
    }
    return new GroupProgress(admin, topic + "-group");
  }

  private static void trim(String topic, int partition, long before) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  @Test
  void isNowhereWhileItHasCommittedNothing() throws Exception {
    GroupProgress progress = of("fresh", 3, 2);
    assertThat(progress.lag(List.of("fresh"))).isEqualTo(5);
    assertThat(progress.reached(progress.ends(List.of("fresh")))).isFalse();
  }

  @Test
  void isWhatItHasCommittedInEachPartition() throws Exception {
    GroupProgress progress = of("half", 3, 2);
    BROKER.commit(admin, "half-group", "half", 0, 3);
    assertThat(progress.lag(List.of("half"))).isEqualTo(2);
    BROKER.commit(admin, "half-group", "half", 1, 2);
    assertThat(progress.lag(List.of("half"))).isZero();
    assertThat(progress.reached(progress.ends(List.of("half")))).isTrue();
  }

  @Test
  void beginsWhereATrimmedPartitionDoes() throws Exception {
    GroupProgress progress = of("trimmed", 5, 4, 0);
    trim("trimmed", 0, 5);
    trim("trimmed", 1, 3);
    assertThat(progress.lag(List.of("trimmed"))).isEqualTo(1);
    assertThat(progress.reached(Map.of(new TopicPartition("trimmed", 0), 5L))).isTrue();
    assertThat(progress.reached(Map.of(new TopicPartition("trimmed", 1), 4L))).isFalse();
    BROKER.commit(admin, "trimmed-group", "trimmed", 1, 4);
    progress.awaitDrained(List.of("trimmed"), Duration.ZERO, () -> false);
  }

  @Test
  void isWaitedForAsLongAsOneIsPatient() throws Exception {
    GroupProgress progress = of("slow", 4);
    progress.awaitLag(List.of("slow"), 4, Duration.ZERO, () -> false);
    assertThatThrownBy(
            () -> progress.awaitLag(List.of("slow"), 3, Duration.ofMillis(30), () -> false))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("slow-group is still 4 records behind in [slow] after PT0.03S")
        .hasMessageContaining("is the service running on this pipeline?");
    progress.awaitLag(List.of("slow"), 3, Duration.ofDays(1), () -> true);
  }

  @Test
  void isUnknownInATopicThatDoesNotExist() {
    GroupProgress progress = new GroupProgress(admin, "nobody");
    assertThatThrownBy(() -> progress.lag(List.of("nowhere")))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("describing topic nowhere; is the service running")
        .hasMessageContaining("UnknownTopicOrPartition");
  }
}
