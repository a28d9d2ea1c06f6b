package io.millrace.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Prometheus with the configuration of {@code monitoring/}, that scrapes one service and looks at
 * the rules every second.
 */
final class Prometheus implements AutoCloseable {
  static final Path FOLDER = Path.of("..", "..", "monitoring", "prometheus").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final Process process;

  /**
   * @param service {@code host:port}
   * @param directory for its data
   */
  Prometheus(String service, Path directory) throws IOException {
    this(service, "alertmanager:9093", directory);
  }

  /**
   * @param alertmanager who is told of alerts, {@code host:port}
   */
  Prometheus(String service, String alertmanager, Path directory) throws IOException {
    port = FreePorts.any();
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            configFor(service).replace("alertmanager:9093", alertmanager));
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  private static String configFor(String service) throws IOException {
    return Files.readString(FOLDER.resolve("prometheus.yml"))
        .replace("millrace:8080", service)
        .replace("rules/", FOLDER + "/rules/")
        .replace("scrape_interval: 5s", "scrape_interval: 1s")
        .replace("scrape_timeout: 3s", "scrape_timeout: 1s")
        .replace("evaluation_interval: 15s", "evaluation_interval: 1s");
  }

  /** What a query gives now: a list of series. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get("/api/v1/query?query=" + encoded).path("result");
  }

  /** The groups of rules and how their last evaluation went. */
  JsonNode rules() throws IOException, InterruptedException {
    return get("/api/v1/rules").path("groups");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    if (!body.path("status").asText().equals("success")) throw new IOException(answer.body());
    return body.path("data");
  }

  @Override
  public void close() {
    Ran.stop(process);
  }
}
