package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clients of a Streams application")
class StreamsClientsTest {
  private final StreamsClients clients = new StreamsClients();

  private Object id(String wanted) {
    Map<String, Object> config =
        Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, wanted, ProducerConfig.LINGER_MS_CONFIG, 5);
    Map<String, Object> own = clients.withUnusedId(config);
    assertThat(own).containsEntry(ProducerConfig.LINGER_MS_CONFIG, 5);
    return own.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
  }

  @Test
  void neverGiveTwoProducersOneTransactionalId() {
    assertThat(id("fraud-g1-scoring-p-1")).isEqualTo("fraud-g1-scoring-p-1");
    assertThat(id("fraud-g1-scoring-p-2")).isEqualTo("fraud-g1-scoring-p-2");
    assertThat(id("fraud-g1-scoring-p-1")).isEqualTo("fraud-g1-scoring-p-1-again-1");
    assertThat(id("fraud-g1-scoring-p-1")).isEqualTo("fraud-g1-scoring-p-1-again-2");
    assertThat(id("fraud-g1-scoring-p-2")).isEqualTo("fraud-g1-scoring-p-2-again-3");
  }

  @Test
  void leaveAProducerWithoutTransactionsAsItIs() {
    Map<String, Object> config = Map.of(ProducerConfig.LINGER_MS_CONFIG, 5);
    assertThat(clients.withUnusedId(config)).isSameAs(config);
    assertThat(clients.withUnusedId(config)).isSameAs(config);
  }
}
