package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TestPipelines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Before the past is fed, the checks")
class FeedChecksTest {
  private static final long FIRST = Instant.parse("2018-04-01T00:00:00Z").toEpochMilli();
  private static final Map<String, String> KEPT = Map.of("retention.ms", "-1");

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

  /** A pipeline whose events' topic is made with these settings. */
  private static PipelineTopics topics(String name, Map<String, String> ofEvents) throws Exception {
    PipelineTopics topics = new PipelineTopics(TestPipelines.named(name));
    BROKER.create(admin, topics.events().name(), 1, ofEvents);
    BROKER.create(admin, topics.labels().name(), 1, KEPT);
    BROKER.create(admin, topics.clock().name(), topics.pipeline().partitions());
    return topics;
  }

  private static List<String> warnings(PipelineTopics topics, long firstEvent) throws Exception {
    return new FeedChecks(topics, BROKER.client(), admin).warnings(firstEvent);
  }

  private static void tick(PipelineTopics topics, long... times) throws Exception {
    try (FeedWriter writer = new FeedWriter(topics.pipeline(), topics, BROKER.client())) {
      for (long time : times) writer.tick(time);
      writer.flush();
    }
  }

  @Test
  void haveNothingToSayOfTopicsThatKeepThePast() throws Exception {
    PipelineTopics topics = topics("well", KEPT);
    assertThat(warnings(topics, FIRST)).isEmpty();
    tick(topics, FIRST - 5, FIRST);
    assertThat(warnings(topics, FIRST)).isEmpty();
  }

  @Test
  void warnOfALabelClockThatIsPastTheFirstEvent() throws Exception {
    PipelineTopics topics = topics("ahead", KEPT);
    tick(topics, FIRST - 5, FIRST + 1);
    assertThat(warnings(topics, FIRST))
        .singleElement()
        .asString()
        .startsWith(
            "the label clock stands at 2018-04-01T00:00:00.001Z, after the first event at"
                + " 2018-04-01T00:00:00Z")
        .contains("--label-clock feeder");
    assertThat(warnings(topics, FIRST + 1)).isEmpty();
  }

  @Test
  void warnOfATopicThatDeletesThePastByItsTimestamps() throws Exception {
    PipelineTopics topics = topics("deletes", Map.of("retention.ms", "604800000"));
    assertThat(warnings(topics, FIRST))
        .singleElement()
        .asString()
        .startsWith("topic deletes-events deletes records PT168H old by their timestamp")
        .endsWith("Set retention.ms=-1 for the replay");
    assertThat(warnings(topics, System.currentTimeMillis())).isEmpty();
  }

  @Test
  void takeNoOffenceAtATopicThatStampsRecordsItself() throws Exception {
    PipelineTopics topics =
        topics(
            "stamps",
            Map.of("retention.ms", "604800000", "message.timestamp.type", "LogAppendTime"));
    assertThat(warnings(topics, FIRST)).isEmpty();
  }

  @Test
  void refuseAPipelineThatNobodyRuns() {
    PipelineTopics topics = new PipelineTopics(TestPipelines.named("absent"));
    assertThatThrownBy(() -> warnings(topics, FIRST))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("is the service running on this pipeline?");
  }
}
