package io.millrace.stream.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on one address, by default on loopback only:
 *
 * <ul>
 *   <li>{@code GET /}: the live page; {@code GET /v1/live}: what keeps it alive, server-sent events
 *   <li>{@code GET /metrics}: Prometheus' text
 *   <li>{@code GET /runbooks/ALERT.md}: what to do when it comes
 *   <li>{@code GET /health/live}, {@code GET /health/ready}: 200, or 503 with the reason
 *   <li>{@code GET /v1/pipelines}: name, generation and readiness of each
 *   <li>{@code GET /v1/pipelines/NAME/replica}: version, digest, threshold, quality
 *   <li>{@code GET /v1/recommendations/USER?k=10&pipeline=NAME}: the user's list
 * </ul>
 *
 * <p>All but the metrics, the page and the runbooks are JSON. Nothing can be changed from here, and
 * nobody is asked who he is: bind it to an address that only those reach who may read. At most
 * {@value #THREADS} threads, all daemons.
 */
public final class HttpServer implements AutoCloseable {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8080;

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS = 8;
  private static final int IDLE_MS = 30_000;
  private static final long STOP_MS = 2_000;

  private final String host;
  private final Endpoints endpoints;
  private final LivePage page;
  private final Javalin server;

  private HttpServer(String host, Endpoints endpoints, LiveFeed feed) {
    this.host = host;
    this.endpoints = endpoints;
    page = new LivePage(feed);
    server = Javalin.create(this::configure);
  }

  /**
   * Answers from now on until closed.
   *
   * @param host address or name of one; {@code 0.0.0.0} for all of this machine
   * @param port 0 for any free one
   * @param feed what the live page is told
   * @throws IllegalStateException if the address cannot be had, saying why
   */
  public static HttpServer start(String host, int port, Endpoints endpoints, LiveFeed feed) {
    HttpServer http = new HttpServer(host, endpoints, feed);
    try {
      http.server.start(host, port);
    } catch (JavalinBindException e) {
      http.close();
      throw new IllegalStateException(
          "http.port = "
              + port
              + ", expected a port free on "
              + host
              + " ("
              + e.getMessage()
              + "); 0 takes any",
          e);
    }
    return http;
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Answers what is under way, at most 2 s, and gives the port back. */
  @Override
  public void close() {
    page.close();
    try {
      server.stop();
    } catch (RuntimeException e) {
      // The port is free all the same, and what is closed after this must be.
      LOG.warn("some answers were cut off: they were not told within {} ms", STOP_MS, e);
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(STOP_MS));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    routes(config.routes);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1, IDLE_MS);
    threads.setName("http");
    threads.setDaemon(true);
    return threads;
  }

  private void routes(RoutesConfig routes) {
    page.routes(routes);
    Runbooks.routes(routes);
    routes.get("/metrics", this::metrics);
    routes.get("/health/live", context -> health(context, "live", endpoints.live().get()));
    routes.get("/health/ready", context -> health(context, "ready", endpoints.ready().get()));
    routes.get(
        "/v1/pipelines", context -> json(context, Answers.pipelines(endpoints.pipelines().get())));
    routes.get("/v1/pipelines/{name}/replica", this::replica);
    routes.get("/v1/recommendations/{user}", this::list);
    routes.error(HttpStatus.NOT_FOUND, HttpServer::notFound);
    routes.exception(Exception.class, HttpServer::failed);
  }

  private void metrics(Context context) {
    context.contentType(METRICS_TYPE).result(endpoints.metrics().get());
  }

  private static void health(Context context, String what, Health health) {
    if (!health.well()) context.status(HttpStatus.SERVICE_UNAVAILABLE);
    json(context, Answers.health(what, health));
  }

  private void replica(Context context) {
    endpoints
        .replica()
        .apply(context.pathParam("name"))
        .ifPresentOrElse(
            state -> json(context, Answers.replica(state)),
            () -> context.status(HttpStatus.NOT_FOUND));
  }

  private void list(Context context) {
    ListRequest request =
        new ListRequest(
            context.pathParam("user"),
            Optional.ofNullable(context.queryParam("pipeline")),
            Optional.ofNullable(context.queryParam("k")),
            context.header(ListRequest.FORWARDED) != null);
    context.future(
        () -> endpoints.lists().apply(request).thenAccept(reply -> list(context, reply)));
  }

  private static void list(Context context, ListReply reply) {
    context
        .status(reply.status())
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(reply.json());
  }

  private static void notFound(Context context) {
    // Who answered 404 himself has said why.
    if (context.path().startsWith("/v1/recommendations/")) return;
    json(context, Answers.error("nothing at " + context.path() + "; try /v1/pipelines"));
  }

  private static void failed(Exception e, Context context) {
    // Whose list was asked for is nobody's business.
    LOG.warn("no answer to {}", context.path().replaceFirst("(/recommendations/).*", "$1USER"), e);
    context.status(HttpStatus.INTERNAL_SERVER_ERROR);
    json(context, Answers.error(String.valueOf(e.getMessage())));
  }

  private static void json(Context context, ObjectNode body) {
    context
        .header("Cache-Control", "no-store")
        .contentType("application/json")
        .result(body.toString());
  }
}
