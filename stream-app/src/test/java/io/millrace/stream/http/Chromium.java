package io.millrace.stream.http;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/** A headless Chromium with one page open, asked over its debugging protocol. */
final class Chromium implements AutoCloseable {
  private static final String REQUIRED = "MILLRACE_REQUIRE_CHROMIUM";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Process process;
  private final WebSocket socket;
  private int last;

  /** Where one is; without one the test is skipped, or fails where the environment says so. */
  static Path orSkip() {
    Optional<Path> installed = installed();
    if (installed.isPresent()) return installed.get();
    if ("1".equals(System.getenv(REQUIRED))) {
      throw new AssertionFailedError("no Chromium here (" + REQUIRED + "=1 makes this a failure)");
    }
    return Assumptions.abort("no Chromium here (" + REQUIRED + "=1 would make this a failure)");
  }

  private static Optional<Path> installed() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty directory
   */
  Chromium(Path binary, Path profile, String url) throws Exception {
    process =
        new ProcessBuilder(
                binary.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                url)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    await().atMost(PATIENCE).until(() -> Files.exists(port) && Files.size(port) > 0);
    String address = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
    await().atMost(PATIENCE).ignoreExceptions().until(() -> page(address).isPresent());
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(page(address).orElseThrow()), new Answers())
            .get(60, TimeUnit.SECONDS);
  }

  private Optional<String> page(String address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    String targets = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonNode target : JSON.readTree(targets)) {
      if (target.path("type").asText().equals("page")) {
        return Optional.of(target.path("webSocketDebuggerUrl").asText());
      }
    }
    return Optional.empty();
  }

  /** The value of an expression of JavaScript on the page, as text. */
  String evaluate(String expression) throws Exception {
    ObjectNode params = JSON.createObjectNode();
    params.put("expression", expression).put("returnByValue", true);
    return ask("Runtime.evaluate", params).at("/result/result/value").asText();
  }

  /** Looks at the page on a screen of this width from now on, CSS pixels. */
  void width(int pixels) throws Exception {
    ObjectNode params = JSON.createObjectNode();
    params.put("width", pixels).put("height", 800).put("deviceScaleFactor", 1).put("mobile", true);
    ask("Emulation.setDeviceMetricsOverride", params);
  }

  private JsonNode ask(String method, ObjectNode params) throws Exception {
    int id = ++last;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", params);
    socket.sendText(message.toString(), true).get(60, TimeUnit.SECONDS);
    return answer.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    List<ProcessHandle> helpers = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    // They write into the profile as long as they live.
    for (ProcessHandle helper : helpers) {
      helper.destroyForcibly();
      helper.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean end) {
      text.append(data);
      if (end) {
        answered(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void answered(String message) {
      try {
        JsonNode answer = JSON.readTree(message);
        CompletableFuture<JsonNode> waiting = asked.remove(answer.path("id").asInt());
        if (waiting != null) waiting.complete(answer);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
