package io.millrace.it;

import io.millrace.embedded.EmbeddedKafka;
import java.util.Map;

/** The broker inside the test's own process. */
final class EmbeddedBroker implements Broker {
  private final EmbeddedKafka kafka;

  EmbeddedBroker(Map<String, String> properties) {
    EmbeddedKafka.Options options = EmbeddedKafka.Options.temporary();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      options = options.with(property.getKey(), property.getValue());
    }
    kafka = EmbeddedKafka.start(options);
  }

  @Override
  public String bootstrap() {
    return kafka.bootstrap();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
