package io.millrace.stream.instance;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.http.ListReply;
import io.millrace.stream.http.ListRequest;
import io.millrace.stream.service.Lists;
import io.millrace.stream.service.PipelineService;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Answers who asks for a user's list: here, or by asking the instance that holds the user. A
 * question is forwarded once; while memories move between instances it is answered 503.
 * Thread-safe.
 */
final class ListDesk {
  private static final int MOST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<PipelineService> services;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** Of the few threads that answer, most must be there for health and metrics. */
  private final Semaphore forwarding = new Semaphore(2);

  ListDesk(List<PipelineService> services) {
    this.services =
        services.stream().filter(s -> s.pipeline() instanceof RecommendPipeline).toList();
  }

  ListReply answer(ListRequest request) {
    List<PipelineService> asked =
        services.stream()
            .filter(
                s -> request.pipeline().map(name -> name.equals(s.pipeline().name())).orElse(true))
            .toList();
    if (asked.size() != 1) {
      return ListReply.error(
          asked.isEmpty() ? 404 : 400,
          "pipeline = "
              + request.pipeline().orElse("not said")
              + ", expected one of the kind recommend that runs here: "
              + services.stream().map(s -> s.pipeline().name()).toList());
    }
    PipelineService service = asked.get(0);
    return service
        .lists()
        .map(lists -> answer(request, service.pipeline().name(), lists))
        .orElseGet(() -> notNow(service.health().reason()));
  }

  private ListReply answer(ListRequest request, String pipeline, Lists lists) {
    int k = request.k().map(ListDesk::number).orElse(lists.usual());
    if (k < 1 || k > MOST) {
      return ListReply.error(
          400, "k = " + request.k().orElse("") + ", expected a whole number from 1 to " + MOST);
    }
    long start = System.nanoTime();
    ListReply reply = reply(request, pipeline, lists.ask(request.user(), k), k);
    if (!request.forwarded()) lists.answered(System.nanoTime() - start);
    return reply;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
  }

  private ListReply reply(ListRequest request, String pipeline, Lists.Reply said, int k) {
    if (said instanceof Lists.Reply.Told told) return new ListReply(200, told.json());
    if (said instanceof Lists.Reply.NotNow notNow) return notNow(notNow.why());
    String elsewhere = ((Lists.Reply.Elsewhere) said).address();
    if (request.forwarded()) return notNow("the user's memory moves to " + elsewhere);
    return forward(elsewhere, pipeline, request.user(), k);
  }

  private ListReply forward(String address, String pipeline, String user, int k) {
    URI uri =
        URI.create(
            "http://%s/v1/recommendations/%s?k=%d&pipeline=%s"
                .formatted(address, encoded(user), k, pipeline));
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).header(ListRequest.FORWARDED, "1").build();
    if (!forwarding.tryAcquire()) return notNow(address + " has the user, and is slow to answer");
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new ListReply(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return notNow("the user's memory is with " + address + ", which does not answer (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notNow("closing");
    } finally {
      forwarding.release();
    }
  }

  private static String encoded(String user) {
    return URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ListReply notNow(String why) {
    return ListReply.error(503, why + "; ask again in a moment");
  }
}
