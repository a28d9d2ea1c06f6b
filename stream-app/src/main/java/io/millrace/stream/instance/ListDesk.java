package io.millrace.stream.instance;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.http.ListReply;
import io.millrace.stream.http.ListRequest;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.service.UserLists;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Answers who asks for a user's list: here, or by asking the instance that holds the user. A
 * question is forwarded once, and no thread waits for its answer; while memories move between
 * instances it is answered 503. Thread-safe.
 */
final class ListDesk {
  private static final int MOST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * A pipeline whose lists may be asked for.
   *
   * @param lists empty while nobody can answer
   * @param whyNot there are no lists
   */
  record Shelf(
      String pipeline, Supplier<Optional<? extends UserLists>> lists, Supplier<String> whyNot) {
    private static Shelf of(PipelineService service) {
      return new Shelf(service.pipeline().name(), service::lists, () -> service.health().reason());
    }
  }

  private final List<Shelf> shelves;
  private final OtherInstances others;

  /**
   * @param patience for the answer of another instance
   */
  ListDesk(List<Shelf> shelves, Duration patience) {
    this.shelves = List.copyOf(shelves);
    others = new OtherInstances(patience);
  }

  /** Of those services that recommend. */
  static ListDesk of(List<PipelineService> services) {
    return new ListDesk(
        services.stream()
            .filter(service -> service.pipeline() instanceof RecommendPipeline)
            .map(Shelf::of)
            .toList(),
        PATIENCE);
  }

  CompletableFuture<ListReply> answer(ListRequest request) {
    List<Shelf> asked =
        shelves.stream()
            .filter(s -> request.pipeline().map(name -> name.equals(s.pipeline())).orElse(true))
            .toList();
    if (asked.size() != 1) {
      return done(
          ListReply.error(
              asked.isEmpty() ? 404 : 400,
              "pipeline = "
                  + request.pipeline().orElse("not said")
                  + ", expected one of the kind recommend that runs here: "
                  + shelves.stream().map(Shelf::pipeline).toList()));
    }
    Shelf shelf = asked.get(0);
    Optional<? extends UserLists> lists = shelf.lists().get();
    if (lists.isEmpty()) return done(ListReply.notNow(shelf.whyNot().get()));
    return answer(request, shelf.pipeline(), lists.get());
  }

  private CompletableFuture<ListReply> answer(
      ListRequest request, String pipeline, UserLists lists) {
    int k = request.k().map(ListDesk::number).orElse(lists.usual());
    if (k < 1 || k > MOST) {
      return done(
          ListReply.error(
              400,
              "k = " + request.k().orElse("") + ", expected a whole number from 1 to " + MOST));
    }
    long start = System.nanoTime();
    CompletableFuture<ListReply> reply = reply(request, pipeline, lists.ask(request.user(), k), k);
    if (request.forwarded()) return reply;
    return reply.whenComplete((said, failed) -> lists.answered(System.nanoTime() - start));
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
  }

  private CompletableFuture<ListReply> reply(
      ListRequest request, String pipeline, UserLists.Reply said, int k) {
    if (said instanceof UserLists.Reply.Told told) return done(new ListReply(200, told.json()));
    if (said instanceof UserLists.Reply.NotNow notNow) return done(ListReply.notNow(notNow.why()));
    String elsewhere = ((UserLists.Reply.Elsewhere) said).address();
    if (request.forwarded()) {
      return done(ListReply.notNow("the user's memory moves to " + elsewhere));
    }
    return others.ask(elsewhere, pipeline, request.user(), k);
  }

  private static CompletableFuture<ListReply> done(ListReply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
