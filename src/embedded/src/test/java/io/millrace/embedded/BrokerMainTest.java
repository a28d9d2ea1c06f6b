package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The broker as a process of its own")
class BrokerMainTest {
  @TempDir Path directory;

  @Test
  void itServesUntilItsStandardInputEnds() throws Exception {
    Process process = launch();
    try {
      String bootstrap = bootstrap(process);
      Records.createTopic(bootstrap, "topic", Map.of());
      try (KafkaProducer<String, String> producer = Records.producer(bootstrap, Map.of())) {
        Records.send(producer, "topic", "value");
      }
      process.getOutputStream().close();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itShutsDownInOrderOnTermination() throws Exception {
    Process process = launch();
    try {
      bootstrap(process);
      // Unlike Process.destroy, this leaves the pipe to its standard input open.
      process.toHandle().destroy();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      // Kafka leaves this mark only when every log was flushed and closed.
      assertThat(directory.resolve("data/.kafka_cleanshutdown")).exists();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anUnknownFlagIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> BrokerMain.options(new String[] {"--ports", "9092"}))
        .hasMessage("found --ports, expected --dir DIRECTORY, --port PORT or --set property=value");
  }

  private Process launch() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            "--dir",
            directory.toString(),
            "--set",
            "num.io.threads=2");
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String bootstrap(Process process) throws Exception {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    assertThat(line).startsWith("bootstrap=localhost:");
    return line.substring("bootstrap=".length());
  }
}
