package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stream.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Proof.TAG)
@DisplayName("The bench")
class BenchIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Its numbers mean something on a quiet machine only; here it is whether it measures. */
  @Test
  void measuresThePipelineBesideABareRun() throws Exception {
    String command =
        "bench --json --guarantee fast --first-hop taken,skipped --rates 500 --for 2s --warm 1s"
            + " --backlog 5000";
    Process process =
        new ProcessBuilder(command(command)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode result = JSON.readTree(process.getInputStream());
    assertThat(process.waitFor()).isZero();
    assertThat(result.get("throughput")).hasSize(2);
    for (JsonNode run : result.get("throughput")) {
      assertThat(run.get("events_per_second").asLong()).as("%s", run).isPositive();
      assertThat(run.get("bare_events_per_second").asLong()).as("%s", run).isPositive();
    }
    assertThat(result.get("latency")).hasSize(2);
    for (JsonNode run : result.get("latency")) {
      assertThat(run.get("scores").asLong()).as("%s", run).isEqualTo(1_000);
      assertThat(run.get("missing").asLong()).as("%s", run).isZero();
      assertThat(run.get("bare_scores").asLong()).as("%s", run).isEqualTo(1_000);
    }
  }

  private static List<String> command(String command) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    all.add(Main.class.getName());
    all.addAll(List.of(command.split(" ")));
    return all;
  }
}
