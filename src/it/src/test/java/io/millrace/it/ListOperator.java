package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.cli.Main;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.training.AuditOfPeriod;
import io.millrace.stream.training.ListAuditResult;
import io.millrace.stream.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Who looks into a pipeline that recommends by the commands.
 *
 * @param settings over those of the shipped file
 */
record ListOperator(Broker broker, RecommendPipeline pipeline, Map<String, String> settings) {
  /** Its exit code. */
  int command(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--pipeline", "recommendations.yaml", "--bootstrap", broker.bootstrap()));
    settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return Main.run(all.toArray(String[]::new));
  }

  /** How many lists there are, all of which are proved on one way through the log. */
  long provesAll() {
    RecommendTopics topics = new RecommendTopics(pipeline);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    List<ListAuditResult> unequal = new ArrayList<>();
    AuditOfPeriod.Tally tally;
    try (Admin admin = Admin.create(client)) {
      PreparedTopics prepared =
          new TopicAdmin(admin, Duration.ofMinutes(2)).prepare(topics, Keeping.DEFAULT);
      tally =
          AuditOfPeriod.ofLists(client, topics, prepared)
              .of(
                  Optional.empty(),
                  Optional.empty(),
                  result -> {
                    if (!result.equal()) unequal.add(result);
                  },
                  Progress.NONE);
    }
    assertThat(unequal).isEmpty();
    assertThat(tally.equal()).isEqualTo(tally.all());
    return tally.all();
  }

  /** By every command that looks, or tries. */
  void canLookIntoIt(List<String> answered) {
    for (int i = 0; i < 3; i++) {
      assertThat(command("audit", answered.get(answered.size() * (i + 1) / 4))).isZero();
    }
    assertThat(command("audit", "nobody")).isEqualTo(1);
    assertThat(command("audit", "--all")).isZero();
    assertThat(command("audit", "--all", "--json")).isZero();
    assertThat(command("audit", "--all", "--since", "2999-01-01T00:00:00Z")).isEqualTo(1);
    assertThat(provesAll()).isEqualTo(answered.size());
    assertThat(command("snapshot", "list")).isZero();
    assertThat(command("snapshot", "verify")).isZero();
    assertThat(command("snapshot", "prune", "--dry-run")).isZero();
    assertThat(command("models")).isZero();
    assertThat(command("models", "rollback")).isEqualTo(2);
    assertThat(command("switch", "--dry-run")).isZero();
    assertThat(command("deploy", "--dry-run", "--set", "blend.rate=0.3")).isZero();
  }
}
