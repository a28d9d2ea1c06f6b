package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A broker in a child process")
class BrokerProcessIT {
  @TempDir Path directory;

  @Test
  void afterAKillTheNextOneServesTheSameTopicsOnTheSamePort() throws Exception {
    BrokerProcess killed = BrokerProcess.start(directory, Map.of());
    try (Admin admin = admin(killed)) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    } finally {
      killed.kill();
    }
    try (BrokerProcess next = BrokerProcess.start(directory, Map.of());
        Admin admin = admin(next)) {
      assertThat(next.bootstrap()).isEqualTo(killed.bootstrap());
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }

  private static Admin admin(Broker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }
}
