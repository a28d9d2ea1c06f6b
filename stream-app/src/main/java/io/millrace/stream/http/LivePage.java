package io.millrace.stream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page at {@code /} and the server-sent events that keep it alive: {@code history} once, then
 * {@code state} every two seconds. Everything it needs comes from here; it asks nobody else. At
 * most {@value #MOST_READERS} may read it at once.
 */
final class LivePage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
  private static final int MOST_READERS = 50;
  private static final long EVERY_MS = 2_000;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "charts.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final LiveFeed feed;
  private final Set<SseClient> connected = ConcurrentHashMap.newKeySet();
  private final Map<SseClient, LiveReader> readers = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor ticker =
      new ScheduledThreadPoolExecutor(1, LivePage::daemon);

  /** At most one thread a reader; none while nobody reads. */
  private final ExecutorService writers = Executors.newCachedThreadPool(LivePage::daemon);

  /** As it was told last; the ticker's thread's. A newcomer takes no sample. */
  private String state;

  LivePage(LiveFeed feed) {
    this.feed = feed;
    var unused =
        ticker.scheduleWithFixedDelay(this::tell, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "live-page");
    thread.setDaemon(true);
    return thread;
  }

  void routes(RoutesConfig routes) {
    routes.get("/", context -> file(context, "index.html"));
    routes.get("/page/{file}", context -> file(context, context.pathParam("file")));
    routes.sse("/v1/live", this::welcome);
  }

  private static void file(Context context, String name) throws IOException {
    String type = TYPES.get(name);
    if (type == null) {
      context.status(HttpStatus.NOT_FOUND);
      return;
    }
    try (InputStream in = LivePage.class.getResourceAsStream("/page/" + name)) {
      context
          .header("Content-Security-Policy", POLICY)
          .header("X-Content-Type-Options", "nosniff")
          .header("Cache-Control", "no-cache")
          .contentType(type)
          .result(in.readAllBytes());
    }
  }

  private void welcome(SseClient reader) {
    if (connected.size() >= MOST_READERS) {
      reader.close();
      return;
    }
    reader.keepAlive();
    connected.add(reader);
    reader.onClose(() -> forget(reader));
    try {
      // On the ticker's thread: the feed is asked by one thread only.
      ticker.execute(() -> safely(() -> tellFirst(reader)));
    } catch (RejectedExecutionException e) {
      // Closed meanwhile. A reader left open would hold up the end of the server.
      reader.close();
    }
  }

  private void tellFirst(SseClient reader) {
    if (state == null) state = feed.state();
    LiveReader told = new LiveReader(reader::sendEvent, writers, feed.history());
    readers.put(reader, told);
    told.tell(state);
  }

  private void forget(SseClient reader) {
    connected.remove(reader);
    readers.remove(reader);
  }

  /** The feed takes its samples when it is asked: ask whether or not anybody reads. */
  private void tell() {
    safely(
        () -> {
          state = feed.state();
          connected.removeIf(SseClient::terminated);
          readers.keySet().removeIf(SseClient::terminated);
          readers.values().forEach(reader -> reader.tell(state));
        });
  }

  private static void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("the live page was not told; going on", e);
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    writers.shutdownNow();
    connected.forEach(SseClient::close);
  }
}
