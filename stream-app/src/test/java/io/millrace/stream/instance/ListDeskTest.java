package io.millrace.stream.instance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.stream.http.ListReply;
import io.millrace.stream.http.ListRequest;
import io.millrace.stream.service.UserLists;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who answers for lists")
class ListDeskTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch allowed = new CountDownLatch(1);
  private final LinkedBlockingQueue<HttpExchange> asked = new LinkedBlockingQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private HttpServer peer;

  @BeforeEach
  void startPeer() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext("/", this::answerWhenAllowed);
    peer.setExecutor(threads);
    peer.start();
  }

  @AfterEach
  void stopPeer() {
    allowed.countDown();
    peer.stop(0);
    threads.shutdownNow();
  }

  @Test
  void theListOfAUserThatAnotherInstanceHoldsIsThatInstances() throws Exception {
    allowed.countDown();

    ListReply reply = get(desk(peerAddress(), LONG).answer(request("a user/ü", "7", false)));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo("a list".getBytes(UTF_8));
    HttpExchange asking = asked.take();
    assertThat(asking.getRequestURI())
        .hasToString("/v1/recommendations/a%20user%2F%C3%BC?k=7&pipeline=movies");
    assertThat(asking.getRequestHeaders().getFirst(ListRequest.FORWARDED)).isEqualTo("1");
    assertThat(answered).hasValue(1);
  }

  @Test
  void sixteenAtOnceAreAllForwarded() throws Exception {
    ListDesk desk = desk(peerAddress(), LONG);
    List<CompletableFuture<ListReply>> replies = ask(desk, 16);
    // The peer has them all before it answers one.
    for (int i = 0; i < 16; i++) assertThat(asked.poll(1, TimeUnit.MINUTES)).isNotNull();
    assertThat(replies).noneMatch(CompletableFuture::isDone);

    allowed.countDown();

    for (CompletableFuture<ListReply> reply : replies) {
      assertThat(get(reply).status()).isEqualTo(200);
    }
    assertThat(answered).hasValue(16);
  }

  @Test
  void noMoreThanSoManyWaitAtOnceAndTheNextOneIsToldSo() throws Exception {
    ListDesk desk = desk(peerAddress(), LONG);
    List<CompletableFuture<ListReply>> replies = ask(desk, OtherInstances.AT_ONCE);

    assertThatItSays(
        desk.answer(request("u", "3", false)),
        "64 questions to other instances wait for their answers already");

    allowed.countDown();
    for (CompletableFuture<ListReply> reply : replies) {
      assertThat(get(reply).status()).isEqualTo(200);
    }
    assertThat(get(desk.answer(request("u", "3", false))).status()).isEqualTo(200);
  }

  @Test
  void aPeerThatIsDeadIsNamed() throws Exception {
    String nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "127.0.0.1:" + closed.getLocalPort();
    }
    ListDesk desk = desk(nobody, LONG);
    // Each gives back what it took.
    for (int i = 0; i < OtherInstances.AT_ONCE + 1; i++) {
      assertThatItSays(
          desk.answer(request("u", "3", false)),
          "the user's memory is with " + nobody + ", which cannot be reached");
    }
  }

  @Test
  void aPeerThatIsSlowIsNamed() throws Exception {
    assertThatItSays(
        desk(peerAddress(), SHORT).answer(request("u", "3", false)),
        peerAddress() + ", which did not answer within 300 ms");
  }

  @Test
  void aPeerThatStopsInTheMiddleOfItsAnswerIsSlowToo() throws Exception {
    peer.createContext("/v1/recommendations/half", this::answerHalf);
    assertThatItSays(
        desk(peerAddress(), SHORT).answer(request("half", "3", false)),
        peerAddress() + ", which did not answer within 300 ms");
  }

  @Test
  void aPeerWhoseAddressIsNoneIsToldWithTheSettingThatSaysIt() throws Exception {
    assertThatItSays(
        desk("node_1:8080", LONG).answer(request("u", "3", false)),
        "http_host of the instance that has the user's memory: it says node_1:8080, expected");
  }

  @Test
  void aQuestionThatWasForwardedIsNotForwardedAgain() throws Exception {
    assertThatItSays(
        desk(peerAddress(), LONG).answer(request("u", "3", true)),
        "the user's memory moves to " + peerAddress());
    assertThat(asked).isEmpty();
    assertThat(answered).hasValue(0);
  }

  @Test
  void aListIsOfOneToAHundredItems() throws Exception {
    ListDesk desk = desk(peerAddress(), LONG);
    for (String k : List.of("101", "0", "-1", "ten", "")) {
      ListReply reply = get(desk.answer(request("u", k, false)));
      assertThat(reply.status()).isEqualTo(400);
      assertThat(new String(reply.json(), UTF_8))
          .contains("k = " + k + ", expected a whole number from 1 to 100");
    }
  }

  @Test
  void aPipelineThatHasNotStartedSaysWhy() throws Exception {
    ListDesk.Shelf shelf =
        new ListDesk.Shelf("movies", Optional::empty, () -> "the log is being read");
    assertThatItSays(
        new ListDesk(List.of(shelf), LONG).answer(request("u", "3", false)),
        "the log is being read; ask again");
  }

  private static void assertThatItSays(CompletableFuture<ListReply> reply, String why)
      throws Exception {
    assertThat(get(reply).status()).isEqualTo(503);
    assertThat(new String(get(reply).json(), UTF_8)).contains(why);
  }

  private static ListReply get(CompletableFuture<ListReply> reply) throws Exception {
    return reply.get(1, TimeUnit.MINUTES);
  }

  private static List<CompletableFuture<ListReply>> ask(ListDesk desk, int times) {
    List<CompletableFuture<ListReply>> replies = new ArrayList<>();
    for (int i = 0; i < times; i++) replies.add(desk.answer(request("u" + i, "3", false)));
    return replies;
  }

  private static ListRequest request(String user, String k, boolean forwarded) {
    return new ListRequest(user, Optional.of("movies"), Optional.of(k), forwarded);
  }

  private String peerAddress() {
    return "127.0.0.1:" + peer.getAddress().getPort();
  }

  private ListDesk desk(String address, Duration patience) {
    Optional<UserLists> lists = Optional.of(new Elsewhere(address));
    return new ListDesk(List.of(new ListDesk.Shelf("movies", () -> lists, () -> "")), patience);
  }

  private void answerWhenAllowed(HttpExchange exchange) throws IOException {
    asked.add(exchange);
    try {
      allowed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] list = "a list".getBytes(UTF_8);
    exchange.sendResponseHeaders(200, list.length);
    exchange.getResponseBody().write(list);
    exchange.close();
  }

  private void answerHalf(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 100);
    exchange.getResponseBody().write("a li".getBytes(UTF_8));
    exchange.getResponseBody().flush();
    try {
      allowed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /** All users' memories are with the one other instance. */
  private final class Elsewhere implements UserLists {
    private final String address;

    private Elsewhere(String address) {
      this.address = address;
    }

    @Override
    public int usual() {
      return 10;
    }

    @Override
    public Reply ask(String user, int k) {
      return new Reply.Elsewhere(address);
    }

    @Override
    public void answered(long nanos) {
      answered.incrementAndGet();
    }
  }
}
