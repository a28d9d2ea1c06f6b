package io.millrace.stream.instance;

import io.millrace.stream.http.ListReply;
import io.millrace.stream.http.ListRequest;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks other instances for the lists of users whose memories they hold. No thread waits: what is
 * under way costs a connection each, {@value #AT_ONCE} at most. A list takes some milliseconds, so
 * the eight threads of a peer's server answer so many in a tenth of a second; where they do not,
 * more questions would not be answered sooner. Thread-safe.
 */
final class OtherInstances {
  static final int AT_ONCE = 64;

  private final Duration patience;
  private final HttpClient client;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * @param patience for a whole answer, the connection included
   */
  OtherInstances(Duration patience) {
    this.patience = patience;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  /**
   * The answer of another instance, or 503 with the reason why there is none.
   *
   * @param address {@code host:port}
   */
  CompletableFuture<ListReply> ask(String address, String pipeline, String user, int k) {
    HttpRequest request;
    try {
      request = request(address, pipeline, user, k);
    } catch (IllegalArgumentException e) {
      return done(
          "http_host of the instance that has the user's memory: it says "
              + address
              + ", expected an address, or a name of letters, digits, '-' and '.' ("
              + e.getMessage()
              + ")");
    }
    if (!free.tryAcquire()) {
      return done(
          AT_ONCE + " questions to other instances wait for their answers already, no more may");
    }
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    return sent.copy()
        // The request's own timeout ends with the headers.
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (answer, failure) -> {
              free.release();
              if (failure == null) return new ListReply(answer.statusCode(), answer.body());
              sent.cancel(true);
              return ListReply.notNow(why(address, failure));
            });
  }

  private HttpRequest request(String address, String pipeline, String user, int k) {
    URI uri =
        URI.create(
            "http://%s/v1/recommendations/%s?k=%d&pipeline=%s"
                .formatted(address, encoded(user), k, pipeline));
    return HttpRequest.newBuilder(uri).header(ListRequest.FORWARDED, "1").build();
  }

  private String why(String address, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String what = "the user's memory is with " + address + ", which ";
    if (cause instanceof ConnectException) return what + "cannot be reached (" + cause + ")";
    if (cause instanceof TimeoutException) {
      return what + "did not answer within " + patience.toMillis() + " ms";
    }
    return what + "gave no answer (" + cause + ")";
  }

  private static CompletableFuture<ListReply> done(String why) {
    return CompletableFuture.completedFuture(ListReply.notNow(why));
  }

  private static String encoded(String user) {
    return URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
