package io.millrace.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.replica.ModelVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("The HTTP server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String SHA = "ab".repeat(32);

  private final AtomicReference<Health> ready = new AtomicReference<>(Health.WELL);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Endpoints endpoints =
      new Endpoints(
          () -> "# HELP millrace_scores_total Events given a score\n",
          () -> Health.WELL,
          ready::get,
          () -> List.of(new PipelineState("movies", 3, ready.get())),
          HttpServerTest::replica,
          this::list);

  /** Shared by the tests: a server takes a second to stop. */
  private final HttpServer server =
      HttpServer.start(HttpServer.DEFAULT_HOST, 0, endpoints, new QuietFeed());

  /** Nobody answers until told to. */
  private final CompletableFuture<ListReply> slow = new CompletableFuture<>();

  /** Nobody ever answers. */
  private final CompletableFuture<ListRequest> asked = new CompletableFuture<>();

  private CompletableFuture<ListReply> list(ListRequest request) {
    if (request.user().equals("slow")) return slow;
    if (request.user().equals("silent")) {
      asked.complete(request);
      return new CompletableFuture<>();
    }
    if (request.user().equals("failing")) {
      return CompletableFuture.failedFuture(new IllegalStateException("no list for failing"));
    }
    return CompletableFuture.completedFuture(ListReply.error(404, "no list for " + request));
  }

  private static Optional<ReplicaState> replica(String pipeline) {
    if (pipeline.equals("broken")) throw new IllegalStateException("the store is closed");
    if (!pipeline.equals("movies")) return Optional.empty();
    var quality =
        new ReplicaState.Quality(
            2, Double.NaN, 0.5, 0.25, 0.125, 0.0625, ConstantRate.inHindsight(0));
    var version = new ModelVersion("Tq1", 3, 41);
    return Optional.of(new ReplicaState(version, 40, SHA, true, 0.75, quality));
  }

  @BeforeEach
  void isReady() {
    ready.set(Health.WELL);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void closesThoughAnAnswerNeverComes() throws Exception {
    HttpServer closing = HttpServer.start(HttpServer.DEFAULT_HOST, 0, endpoints, new QuietFeed());
    URI unanswered = URI.create("http://" + closing.address() + "/v1/recommendations/silent");
    try (Socket asking = new Socket(unanswered.getHost(), unanswered.getPort())) {
      asking
          .getOutputStream()
          .write(("GET " + unanswered.getPath() + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
      asked.get(1, TimeUnit.MINUTES);
      closing.close();
    }
    assertThatThrownBy(() -> new Socket(unanswered.getHost(), unanswered.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  /** A browser comes again by itself when its connection ends. */
  @Test
  void keepsNoReaderOfAPageThatIsClosed() throws Exception {
    LivePage page = new LivePage(new QuietFeed());
    Javalin javalin = Javalin.create(config -> page.routes(config.routes));
    javalin.start("127.0.0.1", 0);
    try {
      page.close();
      URI live = URI.create("http://127.0.0.1:" + javalin.port() + "/v1/live");
      HttpRequest request =
          HttpRequest.newBuilder(live)
              .header("Accept", "text/event-stream")
              .timeout(Duration.ofMinutes(1))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).isEmpty();
    } finally {
      javalin.stop();
    }
  }

  @Test
  void theMetricsAreThePlainTextThatPrometheusReads() throws Exception {
    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(METRICS_TYPE);
    assertThat(answer.body()).isEqualTo("# HELP millrace_scores_total Events given a score\n");
  }

  @Test
  void aLiveProcessSaysSo() throws Exception {
    assertThat(json("/health/live", 200)).hasToString("{\"live\":true}");
  }

  @Test
  void readinessFollowsWhatItIsTold() throws Exception {
    assertThat(json("/health/ready", 200)).hasToString("{\"ready\":true}");

    ready.set(Health.unwell("movies: the replica has 12 records to learn"));

    assertThat(json("/health/ready", 503))
        .hasToString(
            "{\"ready\":false,\"reason\":\"movies: the replica has 12 records to learn\"}");
  }

  @Test
  void aPipelineIsListedWithWhyItIsNotReady() throws Exception {
    ready.set(Health.unwell("no topic"));

    assertThat(json("/v1/pipelines", 200))
        .hasToString(
            "{\"pipelines\":[{\"name\":\"movies\",\"generation\":3,\"ready\":false,\"reason\":\"no"
                + " topic\"}]}");
  }

  @Test
  void aReplicaTellsItsVersionItsDigestAndItsQuality() throws Exception {
    assertThat(json("/v1/pipelines/movies/replica", 200))
        .hasToString(
            "{\"version\":{\"log\":\"Tq1\",\"generation\":3,\"offset\":41},\"examples\":40,"
                + "\"sha256\":\""
                + SHA
                + "\",\"caught_up\":true,\"threshold\":0.75,\"quality\":{\"examples\":2,"
                + "\"auc_roc\":null,\"average_precision\":0.5,\"log_loss\":0.25,\"brier\":0.125,"
                + "\"calibration_error\":0.0625,\"baseline\":{\"model\":\"constant_rate\",\"auc_roc\":0.5,"
                + "\"average_precision\":0.0,\"log_loss\":0.0,\"brier\":0.0}}}");
  }

  @Test
  void aPipelineThatDoesNotRunHereIsNotFound() throws Exception {
    assertThat(json("/v1/pipelines/books/replica", 404).path("error").asText())
        .isEqualTo("nothing at /v1/pipelines/books/replica; try /v1/pipelines");
    assertThat(json("/else", 404).path("error").asText()).startsWith("nothing at /else");
  }

  @Test
  void anAnswerThatCannotBeMadeSaysWhyAndTheNextOneIsAnswered() throws Exception {
    assertThat(json("/v1/pipelines/broken/replica", 500).path("error").asText())
        .isEqualTo("the store is closed");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingCanBePosted() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri(server, "/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();

    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void noOtherAddressOfThisMachineAnswers() throws Exception {
    for (InetAddress other : addressesBeyondLoopback()) {
      assertThatThrownBy(() -> new Socket(other, server.port()).close())
          .as("%s", other)
          .isInstanceOf(ConnectException.class);
    }
    assertThat(server.address()).isEqualTo("127.0.0.1:" + server.port());
  }

  private static List<InetAddress> addressesBeyondLoopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }

  @Test
  void aPortThatIsTakenIsRefusedWithAWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(
              () ->
                  HttpServer.start("127.0.0.1", taken.getLocalPort(), nothing(), new QuietFeed())
                      .close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "http.port = " + taken.getLocalPort() + ", expected a port free on 127.0.0.1")
          .hasMessageEndingWith("0 takes any");
    }
  }

  private static Endpoints nothing() {
    return new Endpoints(
        () -> "",
        () -> Health.WELL,
        () -> Health.WELL,
        List::of,
        name -> Optional.empty(),
        request -> null);
  }

  @Test
  void aListIsAskedForByUserWithPipelineAndLength() throws Exception {
    HttpResponse<String> answer = get("/v1/recommendations/a%2Fb?k=3&pipeline=movies");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"no list for ListRequest[user=a/b, pipeline=Optional[movies],"
                + " k=Optional[3], forwarded=false]\"}");
  }

  @Test
  void listsThatComeLaterKeepNobodyElseWaiting() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> lists = new ArrayList<>();
    HttpRequest request = HttpRequest.newBuilder(uri(server, "/v1/recommendations/slow")).build();
    // More than there are threads.
    for (int i = 0; i < 16; i++) {
      lists.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }

    assertThat(json("/health/live", 200)).hasToString("{\"live\":true}");
    assertThat(lists).noneMatch(CompletableFuture::isDone);

    slow.complete(new ListReply(200, "{}".getBytes(UTF_8)));
    for (CompletableFuture<HttpResponse<String>> list : lists) {
      HttpResponse<String> answer = list.get(1, TimeUnit.MINUTES);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{}");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }
  }

  @Test
  void aListThatCannotBeMadeSaysWhy() throws Exception {
    assertThat(json("/v1/recommendations/failing", 500).path("error").asText())
        .isEqualTo("no list for failing");
  }

  @Test
  void aStoppedServerLeavesNeitherPortNorThread() throws Exception {
    // Its threads are of the group of the one that starts it.
    ThreadGroup group = new ThreadGroup("another server");
    CompletableFuture<HttpServer> starting = new CompletableFuture<>();
    new Thread(group, () -> starting.complete(another())).start();
    HttpServer other = starting.get(1, TimeUnit.MINUTES);
    int port = other.port();
    assertThat(get(other, "/health/live").statusCode()).isEqualTo(200);
    assertThat(httpThreads(group)).isPositive();
    other.close();

    assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
        .isInstanceOf(ConnectException.class);
    await().atMost(Duration.ofMinutes(1)).until(() -> httpThreads(group) == 0);
  }

  private HttpServer another() {
    return HttpServer.start(HttpServer.DEFAULT_HOST, 0, endpoints, new QuietFeed());
  }

  private static long httpThreads(ThreadGroup group) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() == group)
        .filter(thread -> thread.getName().startsWith("http-"))
        .count();
  }

  private JsonNode json(String path, int status) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(server, path);
  }

  private HttpResponse<String> get(HttpServer from, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(from, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
