package io.millrace.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** An Alertmanager with exactly the file of {@code monitoring/}. */
final class Alertmanager implements AutoCloseable {
  static final String PROGRAM = "prometheus-alertmanager";
  static final Path FILE = Prometheus.FOLDER.resolve("../alertmanager/alertmanager.yml");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;
  private final Process process;

  /**
   * @param directory for its data
   */
  Alertmanager(Path directory) throws IOException {
    address = "127.0.0.1:" + FreePorts.any();
    process =
        new ProcessBuilder(
                PROGRAM,
                "--config.file=" + FILE,
                "--storage.path=" + directory.resolve("alertmanager"),
                "--web.listen-address=" + address,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("alertmanager.log").toFile())
            .start();
  }

  /** {@code host:port}. */
  String address() {
    return address;
  }

  boolean isReady() throws IOException, InterruptedException {
    return get("/-/ready").statusCode() == 200;
  }

  /** The names of the alerts that fire and that no other alert inhibits. */
  Set<String> firing() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        get("/api/v2/alerts?active=true&inhibited=false&silenced=false&unprocessed=true");
    if (answer.statusCode() != 200) throw new IOException(answer.body());
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : JSON.readTree(answer.body())) {
      names.add(alert.at("/labels/alertname").asText());
    }
    return names;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    Ran.stop(process);
  }
}
